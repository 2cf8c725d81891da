import type { TraceExample, TraceExampleSpan } from '../../lib/events/trace-example.ts';
import type { StoredSpan } from '../../lib/otlp/json/read-spans.ts';
import { type SpanRow, waterfall } from './waterfall.ts';

/** The spans of a trace of a check, as those of a stored trace; what did not leave the Collector is marked. */
export function exampleWaterfall(trace: TraceExample): SpanRow[] {
  const lost = new Set(trace.spans.filter(({ exported }) => !exported).map(({ id }) => id));
  // Of a dropped trace no span left the Collector: marks would say nothing.
  const isMarked = trace.outcome === 'incomplete';
  const rows = waterfall({ traceId: trace.id, spans: trace.spans.map((span) => storedSpan(trace, span)) });
  return rows.map((row) => (isMarked && lost.has(row.spanId) ? { ...row, isLost: true } : row));
}

/** From the first start to the last end, in milliseconds. */
export function exampleDuration({ spans }: TraceExample): number {
  return Math.max(0, ...spans.map(({ offsetMs, durationMs }) => offsetMs + durationMs));
}

/** Of the root, or of the earliest span. */
export function exampleName({ spans }: TraceExample): { service: string; name: string } {
  const root = spans.find(({ parent }) => parent === undefined) ?? spans[0];
  return { service: root?.service ?? '', name: root?.name ?? '' };
}

function storedSpan({ id: traceId, start, resources }: TraceExample, span: TraceExampleSpan): StoredSpan {
  const begin = BigInt(Date.parse(start)) * 1_000_000n + BigInt(Math.round(span.offsetMs * 1000)) * 1000n;
  const { id, parent = '', name, kind, service, attributes, error, events = [] } = span;
  return {
    ...{ traceId, spanId: id, parentSpanId: parent, name, kind, service, traceState: '' },
    ...{ start: begin, end: begin + BigInt(Math.round(span.durationMs * 1000)) * 1000n },
    ...{ attributes: { ...attributes }, resource: { ...resources[span.resource] } },
    ...{ scope: { name: '', attributes: {} }, links: [] },
    status: { error: error !== undefined, message: error ?? '' },
    events: events.map((event) => ({ name: event.name, attributes: { ...event.attributes } })),
  };
}
