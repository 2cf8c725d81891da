import { formatDuration } from '../../lib/duration/format-duration.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { removeAbandonedFolders } from '../../lib/temporary-folder.ts';
import { waitUntil } from '../../lib/wait.ts';
import { controlClient } from '../../stack/session/control-client.ts';
import { reasonOf } from '../../stack/session/control-errors.ts';
import type { StopMessage } from '../../stack/session/control-protocol.ts';
import { sweepDocker } from '../../stack/session/docker-leftovers.ts';
import { endProcesses } from '../../stack/session/end-processes.ts';
import { findLeftovers, runningRecord } from '../../stack/session/leftovers.ts';
import { removeDeadClaims, takeLock } from '../../stack/session/lock.ts';
import { cleanUp } from '../../stack/session/open-session.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { Context } from '../context.ts';
import { progressLines } from '../session/progress.ts';

/** How long a sandbox may take, in milliseconds. */
export interface DownLimits {
  /** To stop once it has been asked; longer than the session's own limit for stopping the stack. */
  stopMs: number;
  /** To exit after everything has stopped. */
  exitMs: number;
  /** To tear down after SIGTERM, which works while the control socket is not open, before it is killed. */
  graceMs: number;
}

const usualLimits: DownLimits = { stopMs: 45_000, exitMs: 10_000, graceMs: 15_000 };

/** `sandbox down`: stops the running sandbox, or cleans up after a killed one. */
export async function down(
  { terminal, state }: Pick<Context, 'terminal' | 'state'>,
  limits = usualLimits,
): Promise<ExitCode> {
  const { out, err } = terminal;
  const record = runningRecord(state);
  if (record) {
    out(`Stopping the sandbox started at ${record.since} (pid ${record.owner.pid}).`);
    await stopRunning(record, terminal, limits);
    out(record.keep ? `Stopped. Logs and data are kept in ${record.folder}.` : 'Stopped; nothing is left running.');
  }
  const cleaned = (await removeLeftovers(state, out)) ?? false;
  removeDeadClaims(state);
  await removeAbandonedFolders();
  if (record) return ExitCode.ok;
  // Docker resources of a killed sandbox are found without a record, too.
  const onDocker = await sweepDocker((text) => out(sentence(text)));
  if (!cleaned && !onDocker.removed) out('No sandbox is running.');
  if (onDocker.note !== undefined) err(onDocker.note);
  return ExitCode.ok;
}

/** Asks it to stop; if it does not, ends its process, whose leftovers are then removed like those of a killed one. */
async function stopRunning(
  record: SessionRecord,
  { out, err, colors }: Context['terminal'],
  limits: DownLimits,
): Promise<void> {
  const { owner } = record;
  const line = progressLines(colors);
  const onMessage = (message: StopMessage): void => {
    const text = message.type === 'component' ? line(message) : undefined;
    if (text !== undefined) out(text);
  };
  const problem = await askToStop(record, onMessage, limits);
  if (problem === undefined) return;
  err(`The sandbox (pid ${owner.pid}) does not stop: ${problem}. Sending SIGTERM.`);
  await endProcesses([{ ...owner, name: 'sandbox' }], {
    graceMs: limits.graceMs,
    onKill: () => err(`It is still running ${formatDuration(limits.graceMs)} after SIGTERM. Sending SIGKILL.`),
  });
  if (!isRunning(owner)) return;
  throw new UserError(`The sandbox (pid ${owner.pid}) could not be ended, not even with SIGKILL.`, {
    code: 'stop-timeout',
    exitCode: ExitCode.bootFailed,
    hint: 'It may belong to another user, or wait for a disk that does not answer. End it, then run `sandbox down` again.',
  });
}

/** Undefined once its process has ended; otherwise why it has not. */
async function askToStop(
  record: SessionRecord,
  onMessage: (message: StopMessage) => void,
  { stopMs, exitMs }: DownLimits,
): Promise<string | undefined> {
  const { owner } = record;
  const limit = AbortSignal.timeout(stopMs);
  try {
    for await (const message of controlClient(record).stop(limit)) onMessage(message);
  } catch (error) {
    // The control socket is not open at the start and at the end of a session.
    return isRunning(owner) ? reasonOf(error) : undefined;
  }
  const ended = await waitUntil(
    () => (isRunning(owner) ? { done: false, seen: 'still running' } : { done: true, value: true }),
    { timeoutMs: limit.aborted ? 0 : exitMs, intervalMs: 20 },
  );
  return ended.ok ? undefined : `it is still running after ${formatDuration(limit.aborted ? stopMs : exitMs)}`;
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;

/** Undefined if another sandbox is starting: that one cleans up itself. */
async function removeLeftovers(state: string, out: (line: string) => void): Promise<boolean | undefined> {
  if (!findLeftovers(state)) return false;
  const lock = await takeLock(state);
  if (!lock.held) return undefined;
  try {
    return await cleanUp(state, (text) => out(sentence(text)));
  } finally {
    lock.release();
  }
}
