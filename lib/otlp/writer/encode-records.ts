import { fields, wireType } from '../field-numbers.ts';
import { type Attributes, writeAttributes, writeValue } from './attributes.ts';
import { ByteWriter } from './byte-writer.ts';
import type { LogRecord, Scope, SpanRecord } from './records.ts';

/** Bits of `Span.flags`: the trace flag `sampled`, whether it is known that the parent is remote, and whether it is. */
const flags = { sampled: 1, hasIsRemote: 0x100, isRemote: 0x200 };
const statusCodeError = 2;
const severityNumbers = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

/** An ExportTraceServiceRequest of spans of one resource; `resource` is an encoded Resource. */
export function encodeSpans(resource: Buffer, spans: readonly SpanRecord[]): Buffer {
  return encodeRequest(resource, spans, writeSpan);
}

/** An ExportLogsServiceRequest of log records of one resource. */
export function encodeLogs(resource: Buffer, records: readonly LogRecord[]): Buffer {
  return encodeRequest(resource, records, writeLog);
}

/** Both kinds of request have the same structure: resources, which contain scopes, which contain records. */
function encodeRequest<T extends { scope: Scope }>(
  resource: Buffer,
  records: readonly T[],
  write: (record: T, into: ByteWriter) => void,
): Buffer {
  const scopes = new Map<Scope, ByteWriter>();
  const record = new ByteWriter(1024);
  for (const one of records) {
    let writer = scopes.get(one.scope);
    if (!writer) {
      writer = new ByteWriter(16_384).bytes(fields.scopeGroup.scope, encodeScope(one.scope));
      scopes.set(one.scope, writer);
    }
    write(one, record);
    writer.message(fields.scopeGroup.items, record);
  }
  return frame(resource, scopes.values());
}

/** An export request of one resource; `scopes` are encoded `Scope*` messages. */
export function frame(resource: Buffer, scopes: Iterable<ByteWriter>): Buffer {
  const groups = new ByteWriter(16_384).bytes(fields.resourceGroup.resource, resource);
  for (const writer of scopes) groups.message(fields.resourceGroup.scopes, writer);
  return new ByteWriter().message(fields.exportRequest.resources, groups).take();
}

/** A Resource message. */
export function encodeResource(attributes: Attributes): Buffer {
  const writer = new ByteWriter();
  writeAttributes(writer, fields.resource.attributes, attributes);
  return writer.take();
}

/** An InstrumentationScope message. */
export function encodeScope({ name, version }: Scope): Buffer {
  const writer = new ByteWriter().text(fields.scope.name, name);
  return (version === undefined ? writer : writer.text(fields.scope.version, version)).take();
}

/** For messages within a span; emptied each time. */
const inner = new ByteWriter();

function writeSpan(span: SpanRecord, writer: ByteWriter): void {
  const { context, parent, error } = span;
  writer.bytes(fields.span.traceId, context.traceId).bytes(fields.span.spanId, context.spanId);
  if (parent) writer.bytes(fields.span.parentSpanId, parent.spanId);
  writer
    .text(fields.span.name, span.name)
    .key(fields.span.kind, wireType.varint)
    .varint(span.kind)
    .time(fields.span.startTimeUnixNano, span.start)
    .time(fields.span.endTimeUnixNano, span.end);
  for (const attributes of span.attributes) writeAttributes(writer, fields.span.attributes, attributes);
  for (const { time, name, attributes } of span.events ?? []) writeEvent(writer, time, name, attributes);
  if (error?.exception) writeEvent(writer, span.end, 'exception', error.exception);
  for (const link of span.links ?? []) {
    inner.bytes(fields.link.traceId, link.traceId).bytes(fields.link.spanId, link.spanId);
    inner.fixed32(fields.link.flags, link.sampled ? flags.sampled : 0);
    writer.message(fields.span.links, inner);
  }
  if (error?.message !== undefined) inner.text(fields.status.message, error.message);
  if (error) inner.key(fields.status.code, wireType.varint).varint(statusCodeError);
  writer.message(fields.span.status, inner);
  const remote = parent?.isRemote === true ? flags.isRemote : 0;
  writer.fixed32(fields.span.flags, flags.sampled | flags.hasIsRemote | remote);
}

function writeEvent(writer: ByteWriter, time: number, name: string, attributes: Attributes): void {
  inner.time(fields.event.timeUnixNano, time).text(fields.event.name, name);
  writeAttributes(inner, fields.event.attributes, attributes);
  writer.message(fields.span.events, inner);
}

function writeLog(record: LogRecord, writer: ByteWriter): void {
  const { context } = record;
  writer
    .time(fields.logRecord.timeUnixNano, record.time)
    .key(fields.logRecord.severityNumber, wireType.varint)
    .varint(severityNumbers[record.severity])
    .text(fields.logRecord.severityText, record.severity);
  writeValue(writer, fields.logRecord.body, record.body);
  for (const attributes of record.attributes) writeAttributes(writer, fields.logRecord.attributes, attributes);
  if (context) {
    writer
      .fixed32(fields.logRecord.flags, context.sampled ? flags.sampled : 0)
      .bytes(fields.logRecord.traceId, context.traceId)
      .bytes(fields.logRecord.spanId, context.spanId);
  }
  writer.time(fields.logRecord.observedTimeUnixNano, record.time);
}
