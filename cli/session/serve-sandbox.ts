import { once } from 'node:events';
import { entryPoint } from '../../stack/services/index.ts';
import type { Context } from '../context.ts';
import type { BootArguments } from '../options.ts';
import { startSandbox, type SandboxObserver, type StartedSandbox } from './start-sandbox.ts';

export interface ServeObserver extends SandboxObserver {
  /** Everything answers, and the traffic has begun. */
  onReady: (sandbox: StartedSandbox) => void;
  /** Before anything is stopped: what still uses the sandbox ends here. */
  beforeStop?: () => Promise<void>;
  /** Everything was stopped in order. */
  onStopped: (sandbox: StartedSandbox) => void;
}

/**
 * Starts a sandbox with its ambient traffic and stays until somebody wants it to end, then tears it down.
 * Resolves when `sandbox down` asked; rejects with `Interrupted` for a signal and with what made the boot fail.
 */
export async function serveSandbox(
  options: BootArguments & { command: string; traffic: number; keep: boolean },
  context: Pick<Context, 'state' | 'lifetime'>,
  observer: ServeObserver,
): Promise<void> {
  const sandbox = await startSandbox(options, context, observer);
  const { session, stack, stop } = sandbox;
  try {
    if (options.traffic > 0) {
      const { startTraffic } = await import('../../scenarios/load/ambient-traffic.ts');
      const traffic = {
        gateway: stack.endpoints[entryPoint.name],
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
