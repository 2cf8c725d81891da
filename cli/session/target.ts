import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import { sandboxInUse, type Use } from '../../stack/session/control-client.ts';
import type { SessionStatus } from '../../stack/session/control-protocol.ts';
import type { StartedSandbox } from './start-sandbox.ts';

/** A sandbox that scenarios can be run on, whoever booted it. */
export interface Target {
  stack: RunningStack;
  seed: number;
  /** Aborted when everything here must end: by a signal, or because the sandbox stops. */
  signal: AbortSignal;
  /** Whether it goes on when it is left. */
  stays: boolean;
  /** Of its session: logs, data and the configuration it was started with. */
  folder: string;
  /** Keeps it for one run, its ambient traffic paused; rejects with a UserError when somebody else has it. */
  use: (by: string) => Promise<Use>;
  status: () => Promise<SessionStatus>;
  /** Throws when the sandbox is no longer there: whatever a run then found has that for its reason. */
  mustAnswer: () => Promise<void>;
}

/** The sandbox of this process. */
export function ownTarget({ session, stack }: StartedSandbox, seed: number): Target {
  return {
    ...{ stack, seed, stays: false, signal: session.stopRequested, folder: session.record.folder },
    status: () => session.status(),
    mustAnswer: () => Promise.resolve(),
    // eslint-disable-next-line @typescript-eslint/require-await
    async use(by) {
      const use = session.use(by);
      if ('usedBy' in use) throw sandboxInUse(use.usedBy);
      // It cannot be lost without its session, whose signal is the target's.
      return { ...use, lost: new AbortController().signal };
    },
  };
}
