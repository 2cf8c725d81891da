import type { TraceGroundTruth } from '../../../simulation/services/ground-truth.ts';
import type { RequestKind, Traffic } from './traffic.ts';

/** Classes that every traffic has, beside those that it names. */
export const standingClasses = ['error', 'slow', 'client-error', 'normal'] as const;

/** What is true of a trace of the traffic; a part that broke off from another trace is of no kind. */
export type Truth = TraceGroundTruth & { kind?: RequestKind };

/**
 * The class of a trace: `error` where a service answered 5xx or failed at a message, before `slow` where it took longer than the
 * traffic's limit from first to last span, before `client-error` where its root answered 4xx, before the class of its kind.
 */
export function classOf(truth: Truth, { slowMs }: Pick<Traffic, 'slowMs'>): string {
  if (truth.hasServerError || truth.status >= 500) return 'error';
  if (truth.end - truth.start > slowMs) return 'slow';
  if (truth.status >= 400) return 'client-error';
  return truth.kind?.class ?? 'normal';
}
