import { formatDuration } from '../../lib/duration/format-duration.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import { controlClient } from '../../stack/session/control-client.ts';
import { sweepDocker } from '../../stack/session/docker-leftovers.ts';
import { findLeftovers, runningRecord } from '../../stack/session/leftovers.ts';
import { takeLock } from '../../stack/session/lock.ts';
import { cleanUp } from '../../stack/session/open-session.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { Context } from '../context.ts';
import { progressLines } from '../session/progress.ts';

/** Longer than the session's own limit for stopping the stack. */
const limitMs = 45_000;

/** `sandbox down`: stops the running sandbox, or cleans up after a killed one. */
export async function down({ terminal, state }: Context): Promise<ExitCode> {
  const { out, err } = terminal;
  const record = runningRecord(state);
  if (record) {
    out(`Stopping the sandbox started at ${record.since} (pid ${record.owner.pid}).`);
    await stopRunning(record, terminal);
    out(record.keep ? `Stopped. Logs and data are kept in ${record.folder}.` : 'Stopped; nothing is left running.');
  }
  const cleaned = (await removeLeftovers(state, out)) ?? false;
  if (record) return ExitCode.ok;
  // Docker resources of a killed sandbox are found without a record, too.
  const onDocker = await sweepDocker((text) => out(sentence(text)));
  if (!cleaned && !onDocker.removed) out('No sandbox is running.');
  if (onDocker.note !== undefined) err(onDocker.note);
  return ExitCode.ok;
}

async function stopRunning(record: SessionRecord, { out, err, colors }: Context['terminal']): Promise<void> {
  const line = progressLines(colors);
  try {
    for await (const message of controlClient(record.socket).stop()) {
      const text = message.type === 'component' ? line(message) : undefined;
      if (text !== undefined) out(text);
    }
  } catch {
    // The control socket is not open at the start and at the end of a session. A signal works then, too.
    err('The sandbox does not respond; sending SIGTERM.');
    if (isRunning(record.owner)) process.kill(record.owner.pid, 'SIGTERM');
  }
  const ended = await waitUntil(
    () => (isRunning(record.owner) ? { done: false, seen: 'still running' } : { done: true, value: true }),
    { timeoutMs: limitMs, intervalMs: 20 },
  );
  if (ended.ok) return;
  throw new UserError(`The sandbox (pid ${record.owner.pid}) did not stop within ${formatDuration(limitMs)}.`, {
    code: 'stop-timeout',
    exitCode: ExitCode.bootFailed,
    hint: `Run \`kill -9 ${record.owner.pid}\`, then \`sandbox down\` again to clean up.`,
  });
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
