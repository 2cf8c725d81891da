const bits = 2 ** 48;

/**
 * Whether a head sampler with this ratio, 0 to 1, lets a trace out: the same answer for a trace in every service, and what a lower
 * ratio lets out a higher one does too. Compares the leading 48 of the 56 random bits at the end of the trace id with a threshold.
 * Source: OpenTelemetry specification, "TraceIdRatioBased" and "Probability sampling"; W3C Trace Context Level 2, "random".
 */
export function traceIdRatio(ratio: number): (traceId: Buffer) => boolean {
  const threshold = (1 - ratio) * bits;
  return (traceId) => traceId.readUIntBE(9, 6) >= threshold;
}
