/** The trace id in a `traceresponse` header (W3C Trace Context Level 2), if it is a valid one. */
export function traceIdOf(header: string | undefined): string | undefined {
  const [, traceId] = /^[\da-f]{2}-([\da-f]{32})(?:-|$)/.exec(header?.trim() ?? '') ?? [];
  return traceId === undefined || /^0+$/.test(traceId) ? undefined : traceId;
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
