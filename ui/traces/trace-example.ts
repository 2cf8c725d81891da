import type { TraceExample, TraceExampleSpan } from '../../lib/events/trace-example.ts';
import type { StoredSpan } from '../../lib/otlp/json/read-spans.ts';
import type { StoredTrace } from '../../stack/clients/jaeger.ts';
import { type SpanRow, waterfall } from './waterfall.ts';

/** A trace of a check as a store returns it, for the same views. */
export function exampleTrace(example: TraceExample): StoredTrace {
  return { traceId: example.id, spans: example.spans.map((span) => storedSpan(example, span)) };
}

/** Its spans; where only a part left the Collector, the others are marked. */
export function exampleWaterfall(example: TraceExample): SpanRow[] {
  const lost = new Set(example.spans.filter(({ exported }) => !exported).map(({ id }) => id));
  // Of a dropped trace no span left the Collector, so none is marked.
  const isMarked = example.outcome === 'incomplete';
  return waterfall(exampleTrace(example)).map((row) =>
    isMarked && lost.has(row.spanId) ? { ...row, isLost: true } : row,
  );
}

function storedSpan({ id: traceId, start, resources }: TraceExample, span: TraceExampleSpan): StoredSpan {
  const begin = BigInt(Date.parse(start)) * 1_000_000n + nanoseconds(span.offsetMs);
  const { id, parent = '', name, kind, service, attributes, error, events = [] } = span;
  return {
    ...{ traceId, spanId: id, parentSpanId: parent, name, kind, service, traceState: '' },
    ...{ start: begin, end: begin + nanoseconds(span.durationMs) },
    ...{ attributes: { ...attributes }, resource: { ...resources[span.resource] } },
    ...{ scope: { name: '', attributes: {} }, links: [] },
    status: { error: error !== undefined, message: error ?? '' },
    events: events.map((event) => ({ name: event.name, attributes: { ...event.attributes } })),
  };
}

/** To the microsecond. */
function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * 1000n;
}
