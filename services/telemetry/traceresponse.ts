import type { SpanContext } from '@opentelemetry/api';

/**
 * The value of the `traceresponse` header, `00-{trace-id}-{span-id}-{flags}`, which gives the caller the trace id of
 * its request. Source: W3C Trace Context Level 2, "traceresponse Header".
 */
export function traceresponse({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
