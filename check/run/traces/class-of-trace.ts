import { classOf } from '../../../scenarios/sampling/classes.ts';
import type { TraceGroundTruth } from '../../../simulation/services/ground-truth.ts';
import type { RequestKind, Traffic } from '../../inputs/traffic/traffic.ts';

/**
 * The trace class of a simulated request. Everything about it is known: errors inside it, its time from first to last
 * span.
 */
export function classOfTrace(
  { hasServerError, status, start, end }: TraceGroundTruth,
  kind: Pick<RequestKind, 'class'>,
  { slowMs }: Pick<Traffic, 'slowMs'>,
): string {
  return classOf(
    { hasServerError: hasServerError || status >= 500, durationMs: end - start, status, named: kind.class },
    { slowMs },
  );
}
