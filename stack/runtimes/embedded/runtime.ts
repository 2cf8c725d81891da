import { join } from 'node:path';
import { once } from '../../../lib/once.ts';
import type { BackendName } from '../../components/backends.ts';
import { type ComponentName, componentsOf } from '../../components/component.ts';
import { endpointsOf, localUrl } from '../../components/endpoints.ts';
import { ensureEngine } from '../../engine/build/ensure-engine.ts';
import { loadEngine } from '../../engine/load.ts';
import { coreServiceNames, type Service, services } from '../../services/index.ts';
import type { PreparedConfig } from '../../pacing/prepare-config.ts';
import type { BootOptions, RunningStack, Runtime } from '../runtime.ts';
import { stopOrder } from '../stop-order.ts';
import { ComponentStates } from '../component-states.ts';
import { ComponentLogs } from '../component-log.ts';
import { databasePart } from './database-part.ts';
import { collectorPart, prometheusPart } from './engine-parts.ts';
import { ActiveFaults } from '../faults/active-faults.ts';
import { PartSet } from '../parts/part-set.ts';
import { ignoredSettings } from './ignored-settings.ts';
import { portMap, type PortMap } from './port-map.ts';
import { prepareRun } from './prepare-run.ts';
import { environmentOf, servicePart } from './service-parts.ts';
import { redisPart, shopLoader, shopServicePart } from './shop-parts.ts';
import { logStorePart, traceStorePart } from './store-parts.ts';

/**
 * The stack without Docker: in worker threads the real Collector and the real Prometheus as WebAssembly, and two stores
 * behind Jaeger's and Loki's APIs; the services and PostgreSQL as processes.
 */
export const embeddedRuntime: Runtime = { kind: 'embedded', boot };

async function boot(options: BootOptions): Promise<RunningStack> {
  const { controlToken, folder, pace, configFolder: overrides, sampling } = options;
  const components = componentsOf(options.services ?? coreServiceNames);
  const logs = new ComponentLogs(join(options.folder, 'logs'), options.onNotice);
  const states = new ComponentStates(options.onComponent);
  const parts = new PartSet(states, options.signal);
  const faults = new ActiveFaults(parts, states);
  const stop = once(async () => {
    parts.abort();
    await faults.lift();
    await parts.stop(stopOrder);
    await logs.close();
  });
  const preparing = prepareRun(folder, { pace, overrides, sampling, withLegacy: components.includes('legacy') });
  preparing.catch(() => undefined);
  try {
    // A mistake in the user's files ends the boot before anything starts. Ours are prepared while services start.
    if (overrides !== undefined) {
      const { prometheus } = await preparing;
      for (const notice of await ignoredSettings(prometheus)) options.onNotice?.(notice);
    }
    const ports = await portMap(options.ports);
    await bootParts(options, { components, preparing, ports, logs, states, parts });
    return {
      runtime: 'embedded',
      endpoints: endpointsOf(ports, { grafana: false, services: options.services ?? coreServiceNames, controlToken }),
      pace: options.pace,
      components: () => states.statuses(),
      applyFault: (request, signal) => faults.apply(request, signal),
      rollBackFault: (request, signal) => faults.rollBack(request, signal),
      stop,
    };
  } catch (error) {
    // Nothing may write into the folder once it is removed.
    await Promise.allSettled([preparing]);
    await stop();
    throw error;
  }
}

interface Boot {
  components: readonly ComponentName[];
  preparing: Promise<PreparedConfig>;
  ports: PortMap;
  logs: ComponentLogs;
  states: ComponentStates;
  parts: PartSet;
}

/** Starts everything at once, each as soon as what it needs is there. The first failure ends the rest. */
async function bootParts(options: BootOptions, boot: Boot): Promise<void> {
  const { components, preparing, ports, logs, states, parts } = boot;
  const { pace, headSampling, controlToken, folder, configFolder: overrides, onProcess } = options;
  const log = (component: ComponentName, line: string): void => logs.write(component, line);

  // Building takes minutes the first time: nothing else waits for it with its connections open.
  const files = await ensureEngine({
    signal: parts.bootSignal,
    onProgress: ({ progress, detail }) => states.building('otel-collector', progress, detail),
  });
  const engine = Promise.all([loadEngine(files), preparing]);
  const shop = shopLoader({
    signal: parts.bootSignal,
    onProgress: ({ progress, detail }) => states.building('shipping', progress, detail),
  });

  const running = services.filter(({ name }) => components.includes(name));
  const database = databasePart({ folder, ports, log, onProcess });
  const roles = { folder, overrides, ports, log };
  const backends: Partial<Record<BackendName, Promise<void>>> = {
    jaeger: parts.start(traceStorePart(ports, log)),
    loki: parts.start(logStorePart(ports, log)),
    'otel-collector': engine.then(([loaded, config]) => {
      const files = [config.collector, ...(components.includes('legacy') ? [config.legacy] : [])];
      return parts.start(collectorPart(files, { ...roles, engine: loaded }));
    }),
    prometheus: engine.then(([loaded, config]) =>
      parts.start(prometheusPart(config.prometheus, { ...roles, engine: loaded })),
    ),
    ...(components.includes('postgres') ? { postgres: parts.start(database) } : {}),
    ...(components.includes('redis')
      ? { redis: shop().then((loaded) => parts.start(redisPart(ports.redis, { name: 'redis', shop: loaded, log }))) }
      : {}),
  };
  const urlOf = (component: string): string | undefined => {
    if (!components.some((name) => name === component)) return undefined;
    if (component === database.name) return database.url();
    if (component === 'redis') return `redis://127.0.0.1:${ports.redis}`;
    return localUrl(ports[component as keyof PortMap]);
  };
  const settings = { ports, pace, headSampling, controlToken, urlOf };
  const starting = [
    ...Object.values(backends),
    ...running.map(async (service) => {
      if (service.launcher.kind === 'wasm') {
        const env = environmentOf(service, settings);
        const options = { name: service.name, shop: await shop(), log };
        await parts.start(shopServicePart(service, service.launcher.role, env, options));
        return;
      }
      const interpreter = await interpreterOf(service, parts.bootSignal, states);
      await Promise.all(service.dependsOn.flatMap((name) => backends[name] ?? []));
      await parts.start(servicePart(service, { ...settings, interpreter, log, onProcess }));
    }),
  ];
  try {
    await Promise.all(starting);
  } catch (error) {
    parts.abort();
    // Those still on their way are waited for, so that none outlives the teardown.
    await Promise.allSettled(starting);
    throw error;
  }
}

/** The interpreter of a Python service; its packages are installed the first time. */
async function interpreterOf(
  { name, launcher }: Service,
  signal: AbortSignal,
  states: ComponentStates,
): Promise<string | undefined> {
  if (launcher.kind !== 'python') return undefined;
  const { ensureEnvironment } = await import('../../python/environment.ts');
  const { findPython } = await import('../../python/find-python.ts');
  return await ensureEnvironment(name, {
    python: await findPython(process.env, signal),
    onProgress: ({ progress, detail }) => states.building(name, progress, detail),
    signal,
  });
}
