import { keyOf, WireCursor } from './wire-cursor.ts';

/** What the account of a trace needs of a span that left the Collector. */
export interface SeenSpan {
  /** In hex. */
  traceId: string;
  /** The first 48 bits of the span id: enough to tell the spans of one trace apart. */
  spanId: number;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** As the tail sampler recorded it at the span's scope. */
  policy: string | undefined;
}

const policyKey = 'tailsampling.policy';

/**
 * Goes over the spans of an `ExportTraceServiceRequest` in protobuf; what `visit` is given is the same object for every span. Field numbers
 * are those of opentelemetry-proto 1.x.
 *
 * @throws RangeError where it is none
 */
export function scanSpans(body: Buffer, visit: (span: Readonly<SeenSpan>) => void): void {
  const cursor = new WireCursor(body);
  const span: SeenSpan = { traceId: '', spanId: 0, start: 0, end: 0, policy: undefined };
  for (let field = cursor.next(body.length); field > 0; field = cursor.next(body.length)) {
    if (field !== 1) continue;
    const { to } = cursor;
    cursor.at = cursor.from;
    for (let inner = cursor.next(to); inner > 0; inner = cursor.next(to)) {
      if (inner !== 2) continue;
      const scopeEnd = cursor.to;
      cursor.at = cursor.from;
      scanScope(cursor, scopeEnd, span, visit);
    }
  }
}

/** Of a `ScopeSpans`, twice: the Collector writes the scope behind its spans. */
function scanScope(cursor: WireCursor, end: number, span: SeenSpan, visit: (span: SeenSpan) => void): void {
  const begin = cursor.at;
  span.policy = undefined;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { to } = cursor;
    if (field !== 1) continue;
    cursor.at = cursor.from;
    span.policy = policyOf(cursor, to);
  }
  cursor.at = begin;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { to } = cursor;
    if (field !== 2) continue;
    cursor.at = cursor.from;
    readSpan(cursor, to, span);
    visit(span);
  }
}

function readSpan(cursor: WireCursor, end: number, span: SeenSpan): void {
  const { bytes } = cursor;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to } = cursor;
    if (field === 1) span.traceId = bytes.toString('hex', from, to);
    else if (field === 2) span.spanId = to - from < 6 ? 0 : bytes.readUIntLE(from, 6);
    else if (field === 7) span.start = cursor.milliseconds();
    else if (field === 8) span.end = cursor.milliseconds();
  }
}

/** Of the attributes of a scope. */
function policyOf(cursor: WireCursor, end: number): string | undefined {
  let policy: string | undefined;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    if (field !== 3) continue;
    const { from, to } = cursor;
    cursor.at = from;
    const isPolicy = keyOf(cursor, to) === policyKey;
    cursor.at = from;
    for (let part = cursor.next(to); isPolicy && part > 0; part = cursor.next(to)) {
      if (part !== 2) continue;
      const valueEnd = cursor.to;
      cursor.at = cursor.from;
      for (let kind = cursor.next(valueEnd); kind > 0; kind = cursor.next(valueEnd)) {
        if (kind === 1) policy = cursor.text();
      }
    }
    cursor.at = to;
  }
  return policy;
}
