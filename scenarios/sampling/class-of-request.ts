import { routeClasses } from '../load/route-classes.ts';
import type { SentRequest } from '../load/sent-request.ts';
import { classOf } from './classes.ts';
import type { SamplingThresholds } from './thresholds.ts';

/**
 * As factors of the threshold: between these a duration measured by the client or by the gateway's handler does not
 * show whether the duration that the sampler measures from spans is above the threshold.
 */
const borderline = { from: 0.95, to: 1.1 };

/**
 * The trace class of a live request, from what its sender knows: errors only by its own status, and a duration that is
 * borderline near the threshold. While services warm up, a long duration may have been spent outside of every span.
 */
export function classOfRequest(request: SentRequest, { slowMs }: Pick<SamplingThresholds, 'slowMs'>): string {
  const { status = 0, route, warmUp, serverMs, durationMs } = request;
  const ms = serverMs ?? durationMs;
  const isUncertain = warmUp && serverMs === undefined;
  return classOf(
    {
      hasServerError: status >= 500,
      durationMs: ms,
      isBorderline: ms >= borderline.from * slowMs && (isUncertain || ms <= borderline.to * slowMs),
      status,
      named: routeClasses[route],
    },
    { slowMs },
  );
}
