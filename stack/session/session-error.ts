import { UserError } from '../../lib/errors.ts';
import type { ComponentName } from '../components/component.ts';
import { lastLogLines } from './log-files.ts';
import { readRecord } from './record.ts';

/** The sandbox was asked to stop, by a signal or by `sandbox down`; not a failure of anything. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The error of a second sandbox: which one runs, and what to do about it. */
export function alreadyRunning(state: string, pid: number): UserError {
  const record = readRecord(state);
  const who = record?.owner.pid === pid ? `, started by \`${record.command}\` at ${record.since}` : '';
  return new UserError(`A sandbox is already running (pid ${pid}${who}).`, {
    code: 'already-running',
    hint: 'See it with `sandbox status`, run scenarios on it with `sandbox run`, or stop it with `sandbox down`.',
  });
}

/**
 * The runtime's error of a failed boot, with the end of the failed component's log: the folder with it is about to be
 * removed.
 */
export function withLogTail(error: unknown, folder: string, failed: ComponentName | undefined, kept: boolean): unknown {
  if (!(error instanceof UserError)) return error;
  const tail = failed && error.details.length === 0 ? lastLogLines(folder, failed, 15) : [];
  const log = tail.length > 0 ? [`The last lines of ${failed ?? ''}'s log:`, ...tail.map((line) => `  ${line}`)] : [];
  const where = kept ? `The logs are in ${folder}.` : '`sandbox up --keep` keeps the logs.';
  return new UserError(error.message, {
    code: error.code,
    exitCode: error.exitCode,
    hint: error.hint === undefined ? where : `${error.hint} ${where}`,
    details: [...error.details, ...log],
    cause: error,
  });
}
