import type { TraceClass } from '../../lib/events/run-event.ts';
import type { Route } from '../scenario.ts';

/** What is known of one request that was sent. */
export interface SentRequest {
  route: Route;
  /** Milliseconds since the epoch. */
  sentAt: number;
  /** Until the whole answer was there, or until it was given up. */
  durationMs: number;
  /** As the gateway measured it, if it says so (`server-timing`): without the time that the request waited before it. */
  serverMs?: number;
  /** Sent before the steady state was reached. */
  warmUp: boolean;
  /** Missing where no answer came. */
  status?: number;
  /** From the answer's `traceresponse` header. */
  traceId?: string;
  /** Why no answer came. */
  failure?: string;
  /** Whether its query carried planted secrets. */
  planted: boolean;
}

/** The sampler's latency threshold, and how near to it a duration measured at the client says nothing of one measured by spans. */
const slowMs = 1000;
const borderlineMs = { from: 950, to: 1100 };

/**
 * The class of a request that was answered: an error before slow before an order's placement before the rest.
 * What took long while the services were still warming up may have waited outside of every span: it is borderline.
 */
export function classOf(request: SentRequest): TraceClass {
  if ((request.status ?? 0) >= 500) return 'error';
  const ms = request.serverMs ?? request.durationMs;
  const isUncertain = request.warmUp && request.serverMs === undefined;
  const near = ms >= borderlineMs.from && (isUncertain || ms <= borderlineMs.to);
  if (ms > slowMs && !near) return 'slow';
  if (request.route === 'order') return 'payment';
  return near ? 'borderline' : 'normal';
}

/** Whether every policy set that the sandbox ships keeps such a trace. */
export function mustBeKept(request: SentRequest): boolean {
  const kind = classOf(request);
  return kind === 'error' || kind === 'slow' || kind === 'payment';
}

/** The trace id in a `traceresponse` header (W3C Trace Context Level 2), if it is a valid one. */
export function traceIdOf(header: string | undefined): string | undefined {
  const [, traceId] = /^[\da-f]{2}-([\da-f]{32})(?:-|$)/.exec(header?.trim() ?? '') ?? [];
  return traceId === undefined || /^0+$/.test(traceId) ? undefined : traceId;
}

/** The duration in milliseconds of the metric `total` in a `server-timing` header (W3C Server Timing), if it has one. */
export function serverMsOf(header: string | undefined): number | undefined {
  const [, ms] = /(?:^|,)\s*total\s*;\s*dur=(\d+(?:\.\d+)?)/.exec(header ?? '') ?? [];
  return ms === undefined ? undefined : Number(ms);
}

/** The smallest duration in milliseconds that at least this share of the requests did not exceed; infinite where there are none. */
export function latencyAt(requests: readonly SentRequest[], share: number): number {
  const sorted = requests.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Infinity;
}
