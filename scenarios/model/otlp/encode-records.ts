import { encodeAttributes, anyValue } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import type { LogRecord, Scope, SpanRecord } from './records.ts';

// Field numbers are those of opentelemetry-proto 1.x: trace/v1/trace.proto, logs/v1/logs.proto, common/v1/common.proto.

/** Bits of `Span.flags` beside the trace flags: whether it is known that the parent is remote, and whether it is. */
const flags = { sampled: 1, hasIsRemote: 0x100, isRemote: 0x200 };
const severityNumbers = { info: 9, warn: 13, error: 17 };

/** An ExportTraceServiceRequest of spans of one resource; `resource` is an encoded Resource. */
export function encodeSpans(resource: Buffer, spans: readonly SpanRecord[]): Buffer {
  return encodeRequest(resource, spans, encodeSpan);
}

/** An ExportLogsServiceRequest of log records of one resource. */
export function encodeLogs(resource: Buffer, records: readonly LogRecord[]): Buffer {
  return encodeRequest(resource, records, encodeLog);
}

/** Both kinds of request have the same frame: resources, in them scopes, in them records. */
function encodeRequest<T extends { scope: Scope }>(
  resource: Buffer,
  records: readonly T[],
  encode: (record: T, into: ByteWriter) => Buffer,
): Buffer {
  const scopes = new Map<Scope, ByteWriter>();
  const scratch = new ByteWriter();
  for (const record of records) {
    let writer = scopes.get(record.scope);
    if (!writer) scopes.set(record.scope, (writer = new ByteWriter().bytes(1, encodeScope(record.scope))));
    writer.bytes(2, encode(record, scratch));
  }
  const groups = new ByteWriter().bytes(1, resource);
  for (const writer of scopes.values()) groups.bytes(2, writer.take());
  return new ByteWriter().bytes(1, groups.take()).take();
}

export function encodeScope({ name, version }: Scope): Buffer {
  const writer = new ByteWriter().text(1, name);
  return (version === undefined ? writer : writer.text(2, version)).take();
}

function encodeSpan(span: SpanRecord, writer: ByteWriter): Buffer {
  const { parent, error } = span;
  writer.bytes(1, span.traceId).bytes(2, span.spanId);
  if (parent) writer.bytes(4, parent.spanId);
  writer.text(5, span.name).key(6, 0).varint(span.kind).time(7, span.start).time(8, span.end);
  for (const attributes of span.attributes) writer.raw(encodeAttributes(attributes, 9));
  if (error?.exception) {
    const event = new ByteWriter().time(1, span.end).text(2, 'exception');
    writer.bytes(11, event.raw(encodeAttributes(error.exception, 3)).take());
  }
  const status = new ByteWriter();
  if (error?.message !== undefined) status.text(2, error.message);
  if (error) status.key(3, 0).varint(2);
  writer.bytes(15, status.take());
  writer.fixed32(16, flags.sampled | flags.hasIsRemote | (parent?.isRemote === true ? flags.isRemote : 0));
  return writer.take();
}

function encodeLog(record: LogRecord, writer: ByteWriter): Buffer {
  writer.time(1, record.time).key(2, 0).varint(severityNumbers[record.severity]).text(3, record.severity);
  writer.bytes(5, anyValue(record.body));
  for (const attributes of record.attributes) writer.raw(encodeAttributes(attributes, 6));
  if (record.context) {
    writer.fixed32(8, flags.sampled).bytes(9, record.context.traceId).bytes(10, record.context.spanId);
  }
  return writer.time(11, record.time).take();
}
