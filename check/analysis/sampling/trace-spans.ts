import type { Attributes } from '../../../lib/otlp/writer/attributes.ts';
import type { SpanRecord } from '../../../lib/otlp/writer/records.ts';

/** A span as its service sent it, with the attributes of the service's resource. */
export interface SentSpan {
  resource: Attributes;
  record: SpanRecord;
}

/** The spans of a trace, for evaluating policies on it. */
export type SpansOfTrace = readonly SentSpan[];

/** The value of a span's own attribute. */
export function spanAttribute({ record }: SentSpan, key: string): unknown {
  for (const attributes of record.attributes) if (key in attributes) return attributes[key];
  return undefined;
}

/** From the first start to the last end, in milliseconds. */
export function durationOf(spans: SpansOfTrace): number {
  const start = spans.reduce((earliest, { record }) => Math.min(earliest, record.start), Infinity);
  return spans.reduce((latest, { record }) => Math.max(latest, record.end), -Infinity) - start;
}
