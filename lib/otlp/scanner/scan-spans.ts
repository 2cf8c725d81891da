import { fields } from '../field-numbers.ts';
import { readKey, WireCursor } from './wire-cursor.ts';

/** The parts of an exported span that the trace ledger needs. */
export interface ScannedSpan {
  /** In hex. */
  traceId: string;
  /** The first 48 bits of the span id, which distinguish the spans of a trace. */
  spanId: number;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** The policy that sampled the trace, as the tail sampler recorded it in the attributes of the scope. */
  policy: string | undefined;
}

/** What a scanned span has of its id, of at least 6 bytes. */
export function shortSpanId(id: Buffer, from = 0): number {
  return id.readUIntLE(from, 6);
}

const policyKey = 'tailsampling.policy';

/**
 * Calls `visit` for every span of an `ExportTraceServiceRequest` in protobuf; with the same object each time.
 *
 * @throws RangeError if the body is not such a request
 */
export function scanSpans(body: Buffer, visit: (span: Readonly<ScannedSpan>) => void): void {
  const cursor = new WireCursor(body);
  const span: ScannedSpan = { traceId: '', spanId: 0, start: 0, end: 0, policy: undefined };
  for (let field = cursor.next(body.length); field > 0; field = cursor.next(body.length)) {
    if (field !== fields.exportRequest.resources) continue;
    const { to } = cursor;
    cursor.at = cursor.from;
    for (let inner = cursor.next(to); inner > 0; inner = cursor.next(to)) {
      if (inner !== fields.resourceGroup.scopes) continue;
      const scopeEnd = cursor.to;
      cursor.at = cursor.from;
      scanScope(cursor, scopeEnd, span, visit);
    }
  }
}

/** Scans a `ScopeSpans` twice, because the Collector writes the scope after its spans. */
function scanScope(cursor: WireCursor, end: number, span: ScannedSpan, visit: (span: ScannedSpan) => void): void {
  const begin = cursor.at;
  span.policy = undefined;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { to } = cursor;
    if (field !== fields.scopeGroup.scope) continue;
    cursor.at = cursor.from;
    span.policy = policyOf(cursor, to);
  }
  cursor.at = begin;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { to } = cursor;
    if (field !== fields.scopeGroup.items) continue;
    cursor.at = cursor.from;
    readSpan(cursor, to, span);
    visit(span);
  }
}

function readSpan(cursor: WireCursor, end: number, span: ScannedSpan): void {
  const { bytes } = cursor;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    const { from, to } = cursor;
    if (field === fields.span.traceId) span.traceId = bytes.toString('hex', from, to);
    else if (field === fields.span.spanId) span.spanId = to - from < 6 ? 0 : shortSpanId(bytes, from);
    else if (field === fields.span.startTimeUnixNano) span.start = cursor.milliseconds();
    else if (field === fields.span.endTimeUnixNano) span.end = cursor.milliseconds();
  }
}

/** The policy among the attributes of a scope. */
function policyOf(cursor: WireCursor, end: number): string | undefined {
  let policy: string | undefined;
  for (let field = cursor.next(end); field > 0; field = cursor.next(end)) {
    if (field !== fields.scope.attributes) continue;
    const { from, to } = cursor;
    cursor.at = from;
    const isPolicy = readKey(cursor, to) === policyKey;
    cursor.at = from;
    for (let part = cursor.next(to); isPolicy && part > 0; part = cursor.next(to)) {
      if (part !== fields.keyValue.value) continue;
      const valueEnd = cursor.to;
      cursor.at = cursor.from;
      for (let kind = cursor.next(valueEnd); kind > 0; kind = cursor.next(valueEnd)) {
        if (kind === fields.anyValue.stringValue) policy = cursor.text();
      }
    }
    cursor.at = to;
  }
  return policy;
}
