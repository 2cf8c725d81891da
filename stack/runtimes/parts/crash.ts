import { constants } from 'node:os';

/** Signals with which someone ends a process: it has not failed. */
const deliberate = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Whether a process failed by itself, such as one that is out of memory, in contrast to one that finished or was ended
 * by a signal. A shell and Docker report a signal as the exit code 128 plus its number.
 */
export function isCrash(exitCode: number | null, signal: string | null = null): boolean {
  if (signal !== null) return !deliberate.some((one) => one === signal);
  return exitCode !== 0 && !deliberate.some((one) => exitCode === 128 + constants.signals[one]);
}
