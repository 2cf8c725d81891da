/**
 * Trace classes: the one definition that `sandbox run`, `sandbox check NAME` and `sandbox check` with the user's files
 * share.
 *
 * Each trace is of the first class that fits: `error`, `slow`, `client-error`, a class that the traffic names (such as
 * `payment`), `borderline`, `normal`.
 */

/** What of a trace decides its class. */
export interface ClassifiedTrace {
  /** A service answered 5xx, or failed to process a message. */
  hasServerError: boolean;
  durationMs: number;
  /** The duration is measured so near to the threshold that the trace may be on either side of it. */
  isBorderline?: boolean;
  /** The HTTP status that the root span answered. */
  status: number;
  /** The class that the traffic gives to such a request; `normal` or missing where it gives none. */
  named?: string | undefined;
}

/** The class of a trace; it is slow above `slowMs`. */
export function classOf(trace: ClassifiedTrace, { slowMs }: { slowMs: number }): string {
  const { hasServerError, durationMs, isBorderline = false, status, named = 'normal' } = trace;
  if (hasServerError) return 'error';
  if (durationMs > slowMs && !isBorderline) return 'slow';
  if (status >= 400) return 'client-error';
  return named === 'normal' && isBorderline ? 'borderline' : named;
}

const first: readonly string[] = ['error', 'slow', 'client-error'];
const last: readonly string[] = ['borderline', 'normal'];

/** Sorts class names into the order above; the ones that the traffic names are in alphabetical order. */
export function compareClasses(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(name: string): number {
  if (first.includes(name)) return first.indexOf(name);
  return last.includes(name) ? first.length + 1 + last.indexOf(name) : first.length;
}

/**
 * Whether the sandbox's own policies must keep every trace of a class. They keep errors, slow traces and the requests
 * that the traffic names; of client errors and borderline traces they keep those that also match another policy.
 */
export function mustBeKept(name: string): boolean {
  return !['client-error', ...last].includes(name);
}
