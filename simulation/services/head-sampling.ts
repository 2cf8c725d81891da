const bits = 2 ** 48;

/**
 * The decision of a head sampler with a ratio of 0 to 1. It is the same in every service, and a trace that a lower
 * ratio samples is sampled at a higher ratio too. Compares the first 48 of the 56 random bits of the trace id with a
 * threshold. Source: OpenTelemetry specification, "TraceIdRatioBased" and "Probability sampling"; W3C Trace Context
 * Level 2, "random".
 */
export function traceIdRatio(ratio: number): (traceId: Buffer) => boolean {
  const threshold = (1 - ratio) * bits;
  return (traceId) => traceId.readUIntBE(9, 6) >= threshold;
}
