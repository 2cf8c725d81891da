import { join } from 'node:path';
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
  ports: PortMap;
  log: (component: ComponentName, line: string) => void;
  signal: AbortSignal;
}

export function startCollector({ engine, config, ports, log, signal }: EnginePartOptions): Promise<Part> {
  return startRole(
    'collector',
    signal,
    {
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
    },
    `http://127.0.0.1:${ports.otlpHttp}`,
  );
}

export function startPrometheus({ engine, config, folder, ports, log, signal }: EnginePartOptions): Promise<Part> {
  return startRole(
    'prometheus',
    signal,
    {
      engine,
      argv: [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'prometheus')}`, ...prometheusArguments],
      listeners: { 9090: ports.prometheus },
      hosts: hostMap(ports),
      onLog: ({ text }) => log('prometheus', text),
    },
    `http://127.0.0.1:${ports.prometheus}`,
  );
}

/** Starts a role and waits until it does its work; on abort it is ended before this rejects. */
async function startRole(role: EngineRole, signal: AbortSignal, options: EngineOptions, url: string): Promise<Part> {
  signal.throwIfAborted();
  const handle = startEngine(role, options);
  const onAbort = (): void => void handle.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await handle.ready;
  } catch (error) {
    await handle.terminate();
    signal.throwIfAborted();
    throw error;
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
