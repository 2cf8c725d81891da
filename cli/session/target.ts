import type { RunEvent } from '../../lib/events/run-event.ts';
import type { Sampling } from '../../stack/pacing/prepare-config.ts';
import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import type { Use } from '../../stack/session/control-client.ts';
import { sandboxInUse } from '../../stack/session/control-errors.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { SessionStatus } from '../../stack/session/control-protocol.ts';
import type { StartedSandbox } from './start-sandbox.ts';

/** A sandbox to run scenarios on. */
export interface Target {
  stack: RunningStack;
  seed: number;
  /** Aborted by a signal, or when the sandbox stops. */
  signal: AbortSignal;
  /** Whether the sandbox keeps running after this process ends. */
  stays: boolean;
  sampling: Sampling;
  /** The session folder: logs, data and the configuration. */
  folder: string;
  /** Reserves it for one run and pauses its ambient traffic. Rejects with a UserError if it is in use. */
  use: (by: string) => Promise<Use>;
  status: () => Promise<SessionStatus>;
  /** Sends an event outside of a run, such as of a manual fault, to those who look at the sandbox. */
  publish: (event: RunEvent) => void;
  /** The web UI and what its actions need, where it has one. */
  workbench?: { workbench: string; token: string };
  /** Throws if the sandbox no longer exists, which then explains the failures of a run. */
  assertAlive: () => Promise<void>;
}

/** The target for a sandbox in this process. */
export function ownTarget({ session, stack }: StartedSandbox, seed: number): Target {
  return {
    ...{ stack, seed, stays: false, signal: session.stopRequested, folder: session.record.folder },
    sampling: session.record.sampling ?? 'configured',
    ...workbenchOf(session.record),
    status: () => session.status(),
    publish: (event) => session.events.push(event),
    assertAlive: () => Promise.resolve(),
    // eslint-disable-next-line @typescript-eslint/require-await
    async use(by) {
      const use = session.use(by);
      if ('usedBy' in use) throw sandboxInUse(use.usedBy);
      // It is lost only with the session, and the target has the session's signal.
      return { ...use, lost: new AbortController().signal, publish: (event) => session.events.push(event) };
    },
  };
}

/** The target's `workbench`, from the record of its sandbox. */
export function workbenchOf({ workbench, token }: SessionRecord): Pick<Target, 'workbench'> {
  return workbench === undefined ? {} : { workbench: { workbench, token } };
}
