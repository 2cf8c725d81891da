import { builtEntry } from '../../../lib/paths.ts';
import type { ComponentName } from '../../components/component.ts';
import { localUrl } from '../../components/endpoints.ts';
import { StoreThread, type StoreThreadOptions } from '../../stores/thread/store-thread.ts';
import type { PartSpec } from '../parts/part.ts';
import { readyUnlessAborted } from '../parts/ready-unless-aborted.ts';
import { askHttp } from './faults/ask.ts';
import type { PortMap } from './port-map.ts';

type Log = (component: ComponentName, line: string) => void;

export interface StorePart extends Pick<StoreThreadOptions, 'entry' | 'ports' | 'silentMs'> {
  name: ComponentName;
  /** Answers when it is ready. */
  path: string;
  /** What it stores. */
  holds: string;
  /** Whether its data survive a stop and a kill. */
  isDurable: boolean;
}

/** How long requests under way may take when it is stopped. */
const graceMs = 2_000;

/** The trace store in Jaeger's place. What it holds is in memory, as in Jaeger's own memory store. */
export function traceStorePart(ports: PortMap, log: Log): PartSpec {
  return storePart(
    {
      name: 'jaeger',
      entry: builtEntry('stack/stores/traces/thread'),
      ports: { api: ports.jaeger, otlp: ports.jaegerOtlp },
      path: '/api/v3/services',
      holds: 'traces',
      isDurable: false,
    },
    log,
  );
}

/**
 * The log store in Loki's place. Loki writes what it takes to its disk, so that neither a restart nor a kill costs a
 * line: the thread stays, and only its server is closed.
 */
export function logStorePart(ports: PortMap, log: Log): PartSpec {
  return storePart(
    {
      name: 'loki',
      entry: builtEntry('stack/stores/logs/thread'),
      ports: { api: ports.loki },
      path: '/ready',
      holds: 'log lines',
      isDurable: true,
    },
    log,
  );
}

/** A store as a component, in a thread of its own. It supports every component fault. */
export function storePart({ name, path, holds, isDurable, ...options }: StorePart, log: Log): PartSpec {
  let thread: StoreThread | undefined;
  const url = localUrl(options.ports.api);
  return {
    name,
    // A query or telemetry can end it.
    restarts: () => true,
    async begin(signal) {
      signal.throwIfAborted();
      const running =
        isDurable && thread?.hasEnded === false
          ? thread
          : new StoreThread({ ...options, name, onLine: (line) => log(name, line) });
      thread = running;
      await opened(running, signal, isDurable);
      log(name, `listening on ${url}`);
      let isClosed = false;
      const close = async (graceMs: number): Promise<void> => {
        isClosed = true;
        if (isDurable || graceMs > 0) await running.close(graceMs);
        if (!isDurable) await running.end();
      };
      return {
        url,
        memory: () => Promise.resolve(isClosed ? undefined : running.bytes()),
        ended: running.ended.then((reason) => `${reason}; the ${holds} that it had are lost`),
        ask: askHttp(`${url}${path}`),
        pause: () => running.pause(),
        resume: () => running.resume(),
        disconnect: () => running.disconnect(),
        reconnect: () => running.reconnect(),
        stop: () => close(graceMs),
        kill: () => close(0),
      };
    },
    dispose: () => thread?.end() ?? Promise.resolve(),
  };
}

/** Waits until it is open; when this rejects, its ports are free, and a thread without data to keep has ended. */
async function opened(thread: StoreThread, signal: AbortSignal, isDurable: boolean): Promise<void> {
  try {
    await readyUnlessAborted(thread.open(), signal, () => thread.end());
  } catch (error) {
    if (!isDurable || signal.aborted) await thread.end();
    throw error;
  }
}
