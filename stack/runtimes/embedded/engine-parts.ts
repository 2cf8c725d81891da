import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { ComponentName } from '../../components/component.ts';
import { collectorArguments } from '../../components/collector-arguments.ts';
import { prometheusArguments } from '../../components/prometheus-arguments.ts';
import type { LoadedEngine } from '../../engine/load.ts';
import { type EngineOptions, type EngineRole, startEngine } from '../../engine/start.ts';
import type { Part } from './part-set.ts';
import { hostMap, type PortMap } from './port-map.ts';

export interface EnginePartOptions {
  engine: LoadedEngine;
  /** The configuration file of this run. */
  config: string;
  /** Of this run; what a component writes goes below it. */
  folder: string;
  /** The person's own configuration files, where there are any. */
  overrides: string | undefined;
  ports: PortMap;
  log: (component: ComponentName, line: string) => void;
  signal: AbortSignal;
}

export function startCollector(options: EnginePartOptions): Promise<Part> {
  const { engine, config, ports, log } = options;
  const role: EngineOptions = {
    engine,
    argv: [`--config=${config}`, ...collectorArguments],
    listeners: {
      4317: ports.otlpGrpc,
      4318: ports.otlpHttp,
      8888: ports.collectorMetrics,
      13133: ports.collectorHealth,
    },
    hosts: hostMap(ports),
    onLog: ({ text }) => log('otel-collector', text),
  };
  return startRole('collector', role, `http://127.0.0.1:${ports.otlpHttp}`, options);
}

export function startPrometheus(options: EnginePartOptions): Promise<Part> {
  const { engine, config, folder, ports, log } = options;
  const role: EngineOptions = {
    engine,
    argv: [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`, ...prometheusArguments],
    listeners: { 9090: ports.prometheus },
    hosts: hostMap(ports),
    onLog: ({ text }) => log('prometheus', text),
  };
  return startRole('prometheus', role, `http://127.0.0.1:${ports.prometheus}`, options);
}

/** Starts a role and waits until it does its work; on abort it is ended before this rejects. */
async function startRole(
  role: EngineRole,
  options: EngineOptions,
  url: string,
  { signal, overrides }: Pick<EnginePartOptions, 'signal' | 'overrides'>,
): Promise<Part> {
  signal.throwIfAborted();
  const handle = startEngine(role, options);
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
  return {
    url,
    memory: () => Promise.resolve(handle.memoryBytes()),
    ended: handle.exited.then(({ code, message }) => message ?? `it ended with code ${code}`),
    stop: async () => {
      await handle.stop();
    },
  };
}

/** A component that does not start with somebody's own files is a matter of those files (exit code 2), not of this machine. */
function blameConfiguration(error: unknown, folder: string): unknown {
  if (!(error instanceof UserError) || error.code !== 'engine-failed') return error;
  return new UserError(error.message, {
    code: 'config-rejected',
    exitCode: ExitCode.usage,
    details: error.details,
    hint: `It was started with the files of ${folder}: mend them there.`,
    cause: error,
  });
}
