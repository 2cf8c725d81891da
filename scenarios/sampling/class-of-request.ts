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
  const { status = 0, warmUp, serverMs, durationMs, failure } = request;
  const ms = serverMs ?? durationMs;
  const isUncertain = warmUp && serverMs === undefined;
  return classOf(
    {
      // Without a response, the root span has an error as well.
      hasServerError: status >= 500 || failure !== undefined,
      durationMs: ms,
      isBorderline: ms >= borderline.from * slowMs && (isUncertain || ms <= borderline.to * slowMs),
      status,
      named: request.class,
    },
    { slowMs },
  );
}
