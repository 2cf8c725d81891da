import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { ComponentName } from '../../components/component.ts';
import { collectorArguments, prometheusArguments } from '../../components/arguments.ts';
import type { LoadedEngine } from '../../engine/load.ts';
import { type EngineHandle, type EngineOptions, type EngineRole, startEngine } from '../../engine/start.ts';
import { askHttp } from './faults/ask.ts';
import type { PartSpec } from '../parts/part.ts';
import { hostMap, type PortMap } from './port-map.ts';

export interface EnginePartOptions {
  engine: LoadedEngine;
  /** The configuration file of this run. */
  config: string;
  /** The folder of this run, for what a component writes. */
  folder: string;
  /** The folder with the user's own configuration files, if any. */
  overrides: string | undefined;
  ports: PortMap;
  log: (component: ComponentName, line: string) => void;
}

export function collectorPart({ engine, config, overrides, ports, log }: EnginePartOptions): PartSpec {
  const role: RolePart = {
    name: 'otel-collector',
    role: 'collector',
    argv: [`--config=${config}`, ...collectorArguments],
    listeners: {
      4317: ports.otlpGrpc,
      4318: ports.otlpHttp,
      8888: ports.collectorMetrics,
      13133: ports.collectorHealth,
    },
    url: `http://127.0.0.1:${ports.otlpHttp}`,
    health: `http://127.0.0.1:${ports.collectorHealth}/`,
  };
  return rolePart(role, { engine, overrides, ports, log });
}

/** Its series are in memory: without a write-ahead log they are lost when it ends. */
export function prometheusPart({ engine, config, folder, overrides, ports, log }: EnginePartOptions): PartSpec {
  const url = `http://127.0.0.1:${ports.prometheus}`;
  const role: RolePart = {
    name: 'prometheus',
    role: 'prometheus',
    argv: [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`, ...prometheusArguments],
    listeners: { 9090: ports.prometheus },
    url,
    health: `${url}/-/ready`,
  };
  return rolePart(role, { engine, overrides, ports, log });
}

interface RolePart extends Pick<EngineOptions, 'argv' | 'listeners'> {
  name: ComponentName;
  role: EngineRole;
  url: string;
  health: string;
}

function rolePart(
  { name, role, argv, listeners, url, health }: RolePart,
  { engine, overrides, ports, log }: Pick<EnginePartOptions, 'engine' | 'overrides' | 'ports' | 'log'>,
): PartSpec {
  return {
    name,
    async begin(signal) {
      signal.throwIfAborted();
      const handle = startEngine(role, {
        engine,
        argv,
        listeners: listeners ?? {},
        hosts: hostMap(ports),
        onLog: ({ text }) => log(name, text),
      });
      await untilReady(handle, signal, overrides);
      return {
        url,
        memory: () => Promise.resolve(handle.memoryBytes() || undefined),
        ended: handle.exited.then(({ code, message }) => message ?? `it ended with code ${code}`),
        ask: askHttp(health),
        pause: () => handle.pause(),
        resume: () => handle.resume(),
        disconnect: () => handle.disconnect(),
        reconnect: () => handle.reconnect(),
        stop: () => handle.stop().then(() => undefined),
        kill: () => handle.terminate().then(() => undefined),
      };
    },
  };
}

/** Waits until a role is ready; after an abort it has ended when this rejects. */
async function untilReady(handle: EngineHandle, signal: AbortSignal, overrides: string | undefined): Promise<void> {
  const onAbort = (): void => void handle.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await handle.ready;
  } catch (error) {
    await handle.terminate();
    signal.throwIfAborted();
    throw overrides === undefined ? error : blameConfiguration(error, overrides);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * A component that does not start with the user's own files: the files are at fault (exit code 2), not this machine.
 */
function blameConfiguration(error: unknown, folder: string): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  return new UserError(error.message, {
    code: 'config-rejected',
    exitCode: ExitCode.usage,
    details: error.details,
    hint: `It was started with the files of ${folder}: fix them there.`,
    cause: error,
  });
}
