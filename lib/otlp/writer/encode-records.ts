import { writeAttributes, writeValue } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import type { LogRecord, Scope, SpanRecord } from './records.ts';

// Field numbers are those of opentelemetry-proto 1.x: trace/v1/trace.proto, logs/v1/logs.proto, common/v1/common.proto.

/** Bits of `Span.flags` beside the trace flags: whether it is known that the parent is remote, and whether it is. */
const flags = { sampled: 1, hasIsRemote: 0x100, isRemote: 0x200 };
const severityNumbers = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** An ExportTraceServiceRequest of spans of one resource; `resource` is an encoded Resource. */
export function encodeSpans(resource: Buffer, spans: readonly SpanRecord[]): Buffer {
  return encodeRequest(resource, spans, writeSpan);
}

/** An ExportLogsServiceRequest of log records of one resource. */
export function encodeLogs(resource: Buffer, records: readonly LogRecord[]): Buffer {
  return encodeRequest(resource, records, writeLog);
}

/** Both kinds of request have the same frame: resources, in them scopes, in them records. */
function encodeRequest<T extends { scope: Scope }>(
  resource: Buffer,
  records: readonly T[],
  write: (record: T, into: ByteWriter) => void,
): Buffer {
  const scopes = new Map<Scope, ByteWriter>();
  const record = new ByteWriter(1024);
  for (const one of records) {
    let writer = scopes.get(one.scope);
    if (!writer) scopes.set(one.scope, (writer = new ByteWriter(16_384).bytes(1, encodeScope(one.scope))));
    write(one, record);
    writer.message(2, record);
  }
  return frame(resource, scopes.values());
}

/** A whole request of one resource, out of what its scopes hold. */
export function frame(resource: Buffer, scopes: Iterable<ByteWriter>): Buffer {
  const groups = new ByteWriter(16_384).bytes(1, resource);
  for (const writer of scopes) groups.message(2, writer);
  return new ByteWriter().message(1, groups).take();
}

export function encodeScope({ name, version }: Scope): Buffer {
  const writer = new ByteWriter().text(1, name);
  return (version === undefined ? writer : writer.text(2, version)).take();
}

const inner = new ByteWriter();

function writeSpan(span: SpanRecord, writer: ByteWriter): void {
  const { context, parent, error } = span;
  writer.bytes(1, context.traceId).bytes(2, context.spanId);
  if (parent) writer.bytes(4, parent.spanId);
  writer.text(5, span.name).key(6, 0).varint(span.kind).time(7, span.start).time(8, span.end);
  for (const attributes of span.attributes) writeAttributes(writer, 9, attributes);
  for (const { time, name, attributes } of span.events ?? []) {
    inner.time(1, time).text(2, name);
    writeAttributes(inner, 3, attributes);
    writer.message(11, inner);
  }
  if (error?.exception) {
    inner.time(1, span.end).text(2, 'exception');
    writeAttributes(inner, 3, error.exception);
    writer.message(11, inner);
  }
  if (error?.message !== undefined) inner.text(2, error.message);
  if (error) inner.key(3, 0).varint(2);
  writer.message(15, inner);
  writer.fixed32(16, flags.sampled | flags.hasIsRemote | (parent?.isRemote === true ? flags.isRemote : 0));
}

function writeLog(record: LogRecord, writer: ByteWriter): void {
  const { context } = record;
  writer.time(1, record.time).key(2, 0).varint(severityNumbers[record.severity]).text(3, record.severity);
  writeValue(writer, 5, record.body);
  for (const attributes of record.attributes) writeAttributes(writer, 6, attributes);
  if (context) {
    writer
      .fixed32(8, context.sampled ? flags.sampled : 0)
      .bytes(9, context.traceId)
      .bytes(10, context.spanId);
  }
  writer.time(11, record.time);
}
