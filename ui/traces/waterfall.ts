import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { StoredTrace } from '../../stack/clients/jaeger.ts';
import type { AttributeValue, Attributes, StoredSpan } from '../../lib/otlp/json/read-spans.ts';
import { millisecondsOf, startOf } from './root.ts';

/** A span in the waterfall, with its details. Plain JSON. */
export interface SpanRow {
  spanId: string;
  /** Number of ancestors. */
  depth: number;
  service: string;
  name: string;
  kind: string;
  /** Since the start of the trace. */
  offsetMs: number;
  durationMs: number;
  error: boolean;
  /** Status message, if any. */
  message: string;
  /** Its parent is not in the store. */
  orphan: boolean;
  /** In a check: it did not leave the Collector, while other spans of the trace did. */
  isLost?: boolean;
  /** Sections of names and values: attributes, events, resource. */
  details: DetailSection[];
}

export interface DetailSection {
  title: string;
  entries: [string, string][];
}

/** The spans as a flattened tree, children by start time; spans with a missing parent come last. */
export function waterfall(trace: StoredTrace): SpanRow[] {
  const ids = new Set(trace.spans.map(({ spanId }) => spanId));
  const children = new Map<string, StoredSpan[]>();
  const childrenOf = (parent: string): StoredSpan[] => {
    const known = children.get(parent) ?? [];
    children.set(parent, known);
    return known;
  };
  const tops: StoredSpan[] = [];
  for (const span of [...trace.spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    const parent = ids.has(span.parentSpanId) && span.parentSpanId !== span.spanId ? span.parentSpanId : undefined;
    if (parent === undefined) tops.push(span);
    else childrenOf(parent).push(span);
  }
  tops.sort((a, b) => Number(a.parentSpanId !== '') - Number(b.parentSpanId !== ''));
  const begin = startOf(trace.spans);
  const rows: SpanRow[] = [];
  const seen = new Set<StoredSpan>();
  const add = (span: StoredSpan, depth: number): void => {
    if (seen.has(span)) return;
    seen.add(span);
    rows.push(spanRow(span, depth, begin, span.parentSpanId !== '' && !ids.has(span.parentSpanId)));
    for (const child of children.get(span.spanId) ?? []) add(child, depth + 1);
  };
  for (const span of tops) add(span, 0);
  // Spans in a cycle of parents have no root; add them as well.
  for (const span of trace.spans) add(span, 0);
  return rows;
}

function spanRow(span: StoredSpan, depth: number, begin: bigint, orphan: boolean): SpanRow {
  return {
    spanId: span.spanId,
    depth,
    service: span.service,
    name: span.name,
    kind: span.kind,
    offsetMs: millisecondsOf(span.start - begin),
    durationMs: millisecondsOf(span.end - span.start),
    error: span.status.error,
    message: span.status.message,
    orphan,
    details: [
      { title: 'span', entries: headEntries(span, begin) },
      { title: 'attributes', entries: entriesOf(span.attributes) },
      ...span.events.map(({ name, attributes }) => ({ title: `event: ${name}`, entries: entriesOf(attributes) })),
      ...span.links.map(({ traceId, attributes }) => ({ title: `link to ${traceId}`, entries: entriesOf(attributes) })),
      { title: `scope: ${span.scope.name}`, entries: entriesOf(span.scope.attributes) },
      { title: 'resource', entries: entriesOf(span.resource) },
    ],
  };
}

function headEntries({ spanId, kind, start, end, status }: StoredSpan, begin: bigint): [string, string][] {
  return [
    ...(status.error
      ? [['status', status.message === '' ? 'error' : `error: ${status.message}`] satisfies [string, string]]
      : []),
    ['kind', kind],
    ['start', `+${formatDuration(millisecondsOf(start - begin))}`],
    ['duration', formatDuration(millisecondsOf(end - start))],
    ['span ID', spanId],
  ];
}

function entriesOf(attributes: Attributes): [string, string][] {
  return Object.entries(attributes).map(([name, value]) => [name, valueText(value)]);
}

function valueText(value: AttributeValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
