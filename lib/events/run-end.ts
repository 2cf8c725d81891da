import { defined } from '../defined.ts';
import { ExitCode } from '../exit-codes.ts';
import { messageOf, UserError } from '../errors.ts';
import type { RunEndEvent } from './run-event.ts';

/** How a run ended, without the time that it took. */
export type RunEnding = Pick<RunEndEvent, 'result' | 'exitCode' | 'error'>;

/** The end of a run that was ended by an error or by its signal. */
export function endByError(thrown: unknown, signal: AbortSignal): RunEnding {
  // A fault that is still active is worse than an interruption, and must be reported instead of it.
  const isLeftover = thrown instanceof UserError && thrown.code === 'fault-not-reverted';
  if (signal.aborted && !isLeftover) {
    const error = { code: 'interrupted', message: 'the run was interrupted; its faults were reverted' };
    return { result: 'error', exitCode: ExitCode.interrupted, error };
  }
  if (thrown instanceof UserError) {
    const { code, message, hint, details, exitCode } = thrown;
    return { result: 'error', exitCode, error: { code, message, details, ...defined({ hint }) } };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 6) : [];
  const error = { code: 'internal-error', message: messageOf(thrown), details: stack.map((line) => line.trim()) };
  return { result: 'error', exitCode: ExitCode.internal, error };
}
