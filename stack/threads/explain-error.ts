import { messageOf } from '../../lib/errors.ts';

/** Why the thread of a component ended: the exception that its code threw, or the limit that Node enforced. */
export function explainError(error: unknown): string {
  if (isStackOverflow(error)) return 'its stack overflowed: what it read, a query or telemetry, was nested too deeply';
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return 'out of memory: it reached the limit of its heap';
  }
  return messageOf(error);
}

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
