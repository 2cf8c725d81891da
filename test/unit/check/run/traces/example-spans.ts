import type { SentSpan } from '../../../../../check/analysis/sampling/trace-spans.ts';
import type { Attributes } from '../../../../../lib/otlp/writer/attributes.ts';

export interface ExampleSpan {
  service?: string;
  attributes?: Attributes;
  error?: boolean;
  /** From the start of the trace. */
  ms?: number;
}

/** The spans of a trace: the first is the root of the others. */
export function sentSpans(traceId: Buffer, spans: readonly ExampleSpan[]): SentSpan[] {
  return spans.map(({ service = 'shop', attributes = {}, error = false, ms = 10 }, index) => ({
    resource: { 'service.name': service },
    record: {
      context: { traceId, spanId: Buffer.alloc(8, index + 1), sampled: true },
      scope: { name: 'test' },
      parent: index === 0 ? undefined : { spanId: Buffer.alloc(8, 1), isRemote: false },
      name: 'GET /',
      kind: 2,
      start: 1000,
      end: 1000 + ms,
      attributes: [attributes],
      ...(error ? { error: {} } : {}),
    },
  }));
}
