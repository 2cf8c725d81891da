import type { ComponentName } from '../../components/component.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import type { LogStore } from '../../stores/logs/log-store.ts';
import { startLogStore } from '../../stores/logs/start-log-store.ts';
import { startTraceStore } from '../../stores/traces/start-trace-store.ts';
import { askHttp } from './faults/ask.ts';
import type { PartSpec } from '../parts/part.ts';
import type { PortMap } from './port-map.ts';

interface Store extends Interruptible {
  url: string;
  stats(): { bytes: number };
  close(graceMs?: number): Promise<void>;
}

/** The trace store in Jaeger's place. What it holds is in memory, as in Jaeger's own memory store. */
export function traceStorePart(ports: PortMap): PartSpec {
  return storePart('jaeger', '/api/v3/services', () =>
    startTraceStore({ port: ports.jaeger, otlpPort: ports.jaegerOtlp }),
  );
}

/**
 * The log store in Loki's place. Loki writes what it takes to its disk, so that neither a restart nor a kill costs a
 * line.
 */
export function logStorePart(ports: PortMap): PartSpec {
  let kept: LogStore | undefined;
  return storePart('loki', '/ready', async () => {
    const running = await startLogStore({ port: ports.loki, ...(kept && { store: kept }) });
    kept = running.store;
    return running;
  });
}

function storePart(name: ComponentName, path: string, start: () => Promise<Store>): PartSpec {
  return {
    name,
    async begin() {
      const store = await start();
      let isGone = false;
      return {
        url: store.url,
        memory: () => Promise.resolve(isGone ? undefined : store.stats().bytes),
        ask: askHttp(`${store.url}${path}`),
        pause: () => store.pause(),
        resume: () => store.resume(),
        disconnect: () => store.disconnect(),
        reconnect: () => store.reconnect(),
        stop: () => store.close(),
        kill: () => {
          isGone = true;
          return store.close(0);
        },
      };
    },
  };
}
