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

/** Longer than a session gives its stack to stop. */
const limitMs = 45_000;

/** `sandbox down`: stops the running sandbox in order; or removes what a killed one left; or says that there is nothing to do. */
export async function down({ terminal, state }: Context): Promise<ExitCode> {
  const { out, err } = terminal;
  const record = runningRecord(state);
  if (record) {
    out(`Stopping the sandbox of ${record.since} (pid ${record.owner.pid}).`);
    await stopRunning(record, terminal);
    out(record.keep ? `Stopped. Logs and data are kept in ${record.folder}.` : 'Stopped; nothing is left running.');
  }
  const cleaned = (await removeLeftovers(state, out)) ?? false;
  if (record) return ExitCode.ok;
  // What a killed sandbox has on Docker is found without a record too.
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
    // Nobody listens at the socket (the very beginning or end of a session); a signal says the same.
    err('The sandbox does not answer; sending it a signal.');
    if (isRunning(record.owner)) process.kill(record.owner.pid, 'SIGTERM');
  }
  const ended = await waitUntil(
    () => (isRunning(record.owner) ? { done: false, seen: 'still running' } : { done: true, value: true }),
    { timeoutMs: limitMs, intervalMs: 20 },
  );
  if (ended.ok) return;
  throw new UserError(`The sandbox (pid ${record.owner.pid}) had not ended after ${formatDuration(limitMs)}.`, {
    code: 'stop-timeout',
    exitCode: ExitCode.bootFailed,
    hint: `End it with \`kill -9 ${record.owner.pid}\`, then run \`sandbox down\` again to remove what it leaves.`,
  });
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;

/** Nothing when another sandbox starts at this moment: that one cleans up itself. */
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
