import type { ComponentName } from '../../components/component.ts';
import {
  type EngineHandle,
  type EngineOptions,
  type EngineRole,
  type ShopRole,
  startEngine,
} from '../../engine/start.ts';
import type { PartSpec } from '../parts/part.ts';
import { readyUnlessAborted } from '../parts/ready-unless-aborted.ts';
import { askHttp } from './faults/ask.ts';

export interface RolePart extends Omit<EngineOptions, 'onLog' | 'onState'> {
  name: ComponentName;
  role: EngineRole | ShopRole;
  /** Whether it is started again when it ends by itself; not by default. */
  restarts?: boolean;
  /** Left out where it has no page. */
  url?: string;
  /** Asks it as its callers do; by default a URL that answers over HTTP. */
  ask: string | ((signal: AbortSignal) => Promise<unknown>);
  /** How long it may take to stop before it is ended by force; 10 s by default. */
  stopMs?: number;
  log: (component: ComponentName, line: string) => void;
  /** Replaces the error of a start that failed. */
  explain?: (error: unknown) => unknown;
}

/** A role of a WebAssembly program as a component, in a thread of its own. It supports every component fault. */
export function rolePart({
  name,
  role,
  restarts = false,
  url,
  ask,
  stopMs,
  log,
  explain,
  ...options
}: RolePart): PartSpec {
  return {
    name,
    restarts: () => restarts,
    async begin(signal) {
      signal.throwIfAborted();
      const handle = startEngine(role, { ...options, onLog: ({ text }) => log(name, text) });
      await untilReady(handle, signal, explain);
      return {
        ...(url === undefined ? {} : { url }),
        memory: () => Promise.resolve(handle.memoryBytes() || undefined),
        // Its ports are free only when its thread is gone.
        ended: handle.exited.then(async ({ code, message }) => {
          await handle.terminate();
          return message ?? `it ended with code ${code}`;
        }),
        ask: typeof ask === 'string' ? askHttp(ask) : ask,
        pause: () => handle.pause(),
        resume: () => handle.resume(),
        disconnect: () => handle.disconnect(),
        reconnect: () => handle.reconnect(),
        stop: () => handle.stop(stopMs === undefined ? {} : { timeoutMs: stopMs }).then(() => undefined),
        kill: () => handle.terminate().then(() => undefined),
      };
    },
  };
}

/** Waits until a role is ready; it has ended when this rejects. */
async function untilReady(handle: EngineHandle, signal: AbortSignal, explain: RolePart['explain']): Promise<void> {
  try {
    await readyUnlessAborted(handle.ready, signal, () => handle.terminate());
  } catch (error) {
    await handle.terminate();
    throw explain && !signal.aborted ? explain(error) : error;
  }
}
