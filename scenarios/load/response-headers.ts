/** The trace of a request, as its `traceresponse` header gives it. */
export interface ResponseTrace {
  traceId: string;
  /** The decision of the head sampler: whether the services export the trace. Missing where the header has no flags. */
  sampled?: boolean;
}

/** The trace in a `traceresponse` header (W3C Trace Context Level 2), if it has a valid trace id. */
export function traceOf(header: string | undefined): ResponseTrace | undefined {
  const [, traceId, flags] =
    /^[\da-f]{2}-([\da-f]{32})(?:-[\da-f]*(?:-([\da-f]{2})?)?)?$/.exec(header?.trim() ?? '') ?? [];
  if (traceId === undefined || /^0+$/.test(traceId)) return undefined;
  return flags === undefined ? { traceId } : { traceId, sampled: (parseInt(flags, 16) & 1) === 1 };
}

/**
 * The duration in milliseconds of the metric `total` in a `server-timing` header (W3C Server Timing), if it has one.
 */
export function serverMsOf(header: string | undefined): number | undefined {
  const [, ms] = /(?:^|,)\s*total\s*;\s*dur=(\d+(?:\.\d+)?)/.exec(header ?? '') ?? [];
  return ms === undefined ? undefined : Number(ms);
}

/** Why a proxy in front of the application answered with an error itself: `ECONNREFUSED`, `injected`. */
export const proxyErrorHeader = 'x-sandbox-proxy-error';
