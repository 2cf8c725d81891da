import { once } from 'node:events';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { entryPoint } from '../../stack/services/index.ts';
import type { Context } from '../context.ts';
import type { StartArguments } from '../options.ts';
import { Workbench } from '../workbench/workbench.ts';
import { ownTarget } from './target.ts';
import { startSandbox, type SandboxObserver, type StartedSandbox } from './start-sandbox.ts';

export interface ServeObserver extends Omit<SandboxObserver, 'serveWorkbench'> {
  /** Called with the web UI's address, before anything boots. */
  onWorkbench?: (url: string) => void;
  /** Called with each event of a run that was started in the web UI. */
  onEvent?: (event: RunEvent) => void;
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
  const workbench = new Workbench({ seed: options.seed, onEvent: observer.onEvent, onNotice: observer.onNotice });
  const sandbox = await startSandbox(options, context, {
    ...observer,
    async serveWorkbench(session) {
      const url = await workbench.open(session);
      observer.onWorkbench?.(url);
    },
  });
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
      workbench.attach(ownTarget(sandbox, options.seed));
      observer.onReady(sandbox);
      await once(session.stopRequested, 'abort');
    }
  } finally {
    await Promise.all([workbench.settle(), observer.beforeStop?.()]);
    await stop();
  }
  observer.onStopped(sandbox);
  context.lifetime.signal.throwIfAborted();
}
