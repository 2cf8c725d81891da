import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import type { ComponentName } from '../../components/component.ts';
import type { Endpoints } from '../../components/endpoints.ts';
import { ensureEngine } from '../../engine/build/ensure-engine.ts';
import { loadEngine } from '../../engine/load.ts';
import { prepareConfig } from '../../pacing/prepare-config.ts';
import type { BootOptions, RunningStack, Runtime } from '../runtime.ts';
import { ComponentBoard } from '../component-board.ts';
import { ComponentLogs } from '../component-log.ts';
import { startCollector, startPrometheus } from './engine-parts.ts';
import { PartSet } from './part-set.ts';
import { portMap, type PortMap } from './port-map.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { processTreeMemory } from '../../../lib/process-memory.ts';
import { startServicePart } from './service-parts.ts';
import { startLogs, startTraces } from './store-parts.ts';

/** What sends goes before what receives, so that nothing under way is lost. */
const stopOrder: readonly (readonly ComponentName[])[] = [
  ['gateway'],
  ['order', 'payment'],
  ['otel-collector'],
  ['prometheus', 'jaeger', 'loki', 'postgres'],
];

/**
 * The stack without Docker: the real Collector and the real Prometheus as WebAssembly in worker threads, two stores behind Jaeger's and
 * Loki's APIs in this thread, the services and PostgreSQL as processes.
 */
export const embeddedRuntime: Runtime = { kind: 'embedded', boot };

async function boot(options: BootOptions): Promise<RunningStack> {
  const logs = new ComponentLogs(join(options.folder, 'logs'));
  const board = new ComponentBoard(options.onComponent);
  const parts = new PartSet(board, options.signal);
  const stop = once(async () => {
    await parts.stop(stopOrder);
    await logs.close();
  });
  try {
    const ports = await portMap(options.ports);
    await bootParts(options, { ports, logs, board, parts });
    return {
      runtime: 'embedded',
      endpoints: endpointsOf(ports),
      pace: options.pace,
      components: () => board.statuses(),
      applyFault: unavailable,
      rollBackFault: unavailable,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Boot {
  ports: PortMap;
  logs: ComponentLogs;
  board: ComponentBoard;
  parts: PartSet;
}

/** Starts everything at once, each as soon as what it needs is there. The first failure ends the rest. */
async function bootParts(options: BootOptions, { ports, logs, board, parts }: Boot): Promise<void> {
  const { pace, folder, configFolder: overrides, onProcess } = options;
  const { signal } = parts;
  const log = (component: ComponentName, line: string): void => logs.write(component, line);

  const config = await prepareConfig({ pace, target: join(folder, 'config'), overrides });
  // Building takes minutes the first time: nothing else waits for it with its connections open.
  const files = await ensureEngine({
    signal,
    onProgress: ({ progress, detail }) => board.building('otel-collector', progress, detail),
  });
  const engine = loadEngine(files);

  const services = { ports, pace, log, onProcess, signal };
  const starting = [
    parts.start('jaeger', () => startTraces(ports)),
    parts.start('loki', () => startLogs(ports)),
    engine.then((loaded) =>
      parts.start('otel-collector', () =>
        startCollector({ engine: loaded, config: config.collector, folder, overrides, ports, log, signal }),
      ),
    ),
    engine.then((loaded) =>
      parts.start('prometheus', () =>
        startPrometheus({ engine: loaded, config: config.prometheus, folder, overrides, ports, log, signal }),
      ),
    ),
    parts
      .start('postgres', () => startDatabase(options, { port: ports.postgres, log, signal }))
      .then(({ databaseUrl }) => parts.start('order', () => startServicePart('order', { ...services, databaseUrl }))),
    parts.start('payment', () => startServicePart('payment', services)),
    parts.start('gateway', () => startServicePart('gateway', services)),
  ];
  try {
    await Promise.all(starting);
  } catch (error) {
    parts.giveUp();
    // Those still on their way are waited for, so that none outlives the teardown.
    await Promise.allSettled(starting);
    throw error;
  }
}

async function startDatabase(
  { folder, onProcess }: BootOptions,
  { port, log, signal }: { port: number; log: (name: 'postgres', line: string) => void; signal: AbortSignal },
) {
  const postgres = await startPostgres({
    folder,
    port,
    onLog: (line) => log('postgres', line),
    ...(onProcess === undefined ? {} : { onProcess }),
    signal,
  });
  return {
    databaseUrl: postgres.url,
    memory: () => processTreeMemory(postgres.pid),
    ended: postgres.exited.then(({ code }) => `its process ended with exit code ${code ?? 'unknown'}`),
    stop: () => postgres.stop(),
  };
}

function endpointsOf(ports: PortMap): Endpoints {
  const here = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    gateway: here(ports.gateway),
    collector: {
      otlpGrpc: `127.0.0.1:${ports.otlpGrpc}`,
      otlpHttp: here(ports.otlpHttp),
      health: here(ports.collectorHealth),
      metrics: here(ports.collectorMetrics),
    },
    jaeger: here(ports.jaeger),
    prometheus: here(ports.prometheus),
    loki: here(ports.loki),
    control: {
      gateway: here(ports.gatewayControl),
      order: here(ports.orderControl),
      payment: here(ports.paymentControl),
    },
  };
}

function unavailable(): Promise<void> {
  return Promise.reject(
    new UserError('Faults of components are not in this version of the embedded runtime.', {
      code: 'fault-unavailable',
    }),
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
