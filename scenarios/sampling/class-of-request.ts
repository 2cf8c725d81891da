import { routeClasses } from '../load/route-classes.ts';
import type { SentRequest } from '../load/sent-request.ts';
import { classOf } from './classes.ts';
import { sandboxThresholds } from './thresholds.ts';

/**
 * Around the threshold, as factors of it, a duration measured at the client or at the gateway's handler says nothing about the
 * one that the sampler measures from spans.
 */
const borderline = { from: 0.95, to: 1.1 };

/**
 * The trace class of a live request, as far as its sender can tell: only its own status shows errors, and a duration near the
 * threshold decides nothing. A request that took long while the services warmed up may have waited outside of every span.
 */
export function classOfRequest(request: SentRequest, { slowMs } = sandboxThresholds()): string {
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
