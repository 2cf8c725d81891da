import { once } from 'node:events';
import { entryPoint } from '../../stack/services/index.ts';
import type { Context } from '../context.ts';
import type { StartArguments } from '../options.ts';
import { startSandbox, type SandboxObserver, type StartedSandbox } from './start-sandbox.ts';

export interface ServeObserver extends SandboxObserver {
  /** The stack is ready, and the traffic has started. */
  onReady: (sandbox: StartedSandbox) => void;
  /** Called before the teardown, to end what uses the sandbox. */
  beforeStop?: () => Promise<void>;
  /** Called after a complete teardown. */
  onStopped: (sandbox: StartedSandbox) => void;
}

/**
 * Runs a sandbox, with ambient traffic if it has the shop, until it is asked to stop, then tears it down.
 * Resolves after `sandbox down`; rejects with `Interrupted` after a signal, and with the error of a failed boot.
 */
export async function serveSandbox(
  options: StartArguments & { command: string; traffic: number; keep: boolean },
  context: Pick<Context, 'state' | 'lifetime'>,
  observer: ServeObserver,
): Promise<void> {
  const sandbox = await startSandbox(options, context, observer);
  const { session, stack, stop } = sandbox;
  try {
    const gateway = stack.endpoints[entryPoint.name];
    if (options.traffic > 0 && gateway !== undefined) {
      const { startTraffic } = await import('../../scenarios/load/ambient-traffic.ts');
      const traffic = {
        gateway,
        seed: options.seed,
        arrivalsPerSecond: options.traffic,
      };
      session.attachTraffic(startTraffic(traffic), options.traffic);
    }
    if (!session.stopRequested.aborted) {
      observer.onReady(sandbox);
      await once(session.stopRequested, 'abort');
    }
  } finally {
    await observer.beforeStop?.();
    await stop();
  }
  observer.onStopped(sandbox);
  context.lifetime.signal.throwIfAborted();
}
