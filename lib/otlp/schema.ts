/**
 * The part of opentelemetry-proto 1.x that the stores take: traces and logs.
 * Source: https://github.com/open-telemetry/opentelemetry-proto, field numbers and names as published.
 * One table serves three readers of it: the check of a body, its decoding to OTLP JSON, and the encoding of OTLP JSON.
 */
export type FieldKind =
  | 'string'
  /** A trace or span id: bytes on the wire, hex in OTLP JSON. */
  | 'id'
  | 'bytes'
  | 'bool'
  | 'uint32'
  /** An enumeration; a number in OTLP JSON. */
  | 'enum'
  | 'int64'
  | 'fixed32'
  | 'fixed64'
  | 'double'
  | 'message';

export interface Field {
  readonly number: number;
  /** As in OTLP JSON. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** The type of a field of kind `message`. */
  readonly message?: MessageType;
}

export class MessageType {
  readonly name: string;
  /** Whether its fields are a `oneof`, in which a set zero means something. */
  readonly oneof: boolean;
  /** Indexed by field number. */
  readonly byNumber: (Field | undefined)[] = [];
  readonly byName = new Map<string, Field>();

  constructor(name: string, oneof = false) {
    this.name = name;
    this.oneof = oneof;
  }

  /** Declares a field; a message type may name itself or one that is declared later. */
  field(number: number, name: string, type: Exclude<FieldKind, 'message'> | MessageType, repeated = false): this {
    const field: Field =
      type instanceof MessageType
        ? { number, name, kind: 'message', repeated, message: type }
        : { number, name, kind: type, repeated };
    this.byNumber[number] = field;
    this.byName.set(name, field);
    return this;
  }
}

const anyValue = new MessageType('AnyValue', true);
const keyValue = new MessageType('KeyValue').field(1, 'key', 'string').field(2, 'value', anyValue);
const arrayValue = new MessageType('ArrayValue').field(1, 'values', anyValue, true);
const keyValueList = new MessageType('KeyValueList').field(1, 'values', keyValue, true);
anyValue
  .field(1, 'stringValue', 'string')
  .field(2, 'boolValue', 'bool')
  .field(3, 'intValue', 'int64')
  .field(4, 'doubleValue', 'double')
  .field(5, 'arrayValue', arrayValue)
  .field(6, 'kvlistValue', keyValueList)
  .field(7, 'bytesValue', 'bytes');

export const resourceType = new MessageType('Resource')
  .field(1, 'attributes', keyValue, true)
  .field(2, 'droppedAttributesCount', 'uint32');

export const scopeType = new MessageType('InstrumentationScope')
  .field(1, 'name', 'string')
  .field(2, 'version', 'string')
  .field(3, 'attributes', keyValue, true)
  .field(4, 'droppedAttributesCount', 'uint32');

const event = new MessageType('Span.Event')
  .field(1, 'timeUnixNano', 'fixed64')
  .field(2, 'name', 'string')
  .field(3, 'attributes', keyValue, true)
  .field(4, 'droppedAttributesCount', 'uint32');

const link = new MessageType('Span.Link')
  .field(1, 'traceId', 'id')
  .field(2, 'spanId', 'id')
  .field(3, 'traceState', 'string')
  .field(4, 'attributes', keyValue, true)
  .field(5, 'droppedAttributesCount', 'uint32')
  .field(6, 'flags', 'fixed32');

const status = new MessageType('Status').field(2, 'message', 'string').field(3, 'code', 'enum');

export const spanType = new MessageType('Span')
  .field(1, 'traceId', 'id')
  .field(2, 'spanId', 'id')
  .field(3, 'traceState', 'string')
  .field(4, 'parentSpanId', 'id')
  .field(5, 'name', 'string')
  .field(6, 'kind', 'enum')
  .field(7, 'startTimeUnixNano', 'fixed64')
  .field(8, 'endTimeUnixNano', 'fixed64')
  .field(9, 'attributes', keyValue, true)
  .field(10, 'droppedAttributesCount', 'uint32')
  .field(11, 'events', event, true)
  .field(12, 'droppedEventsCount', 'uint32')
  .field(13, 'links', link, true)
  .field(14, 'droppedLinksCount', 'uint32')
  .field(15, 'status', status)
  .field(16, 'flags', 'fixed32');

export const logRecordType = new MessageType('LogRecord')
  .field(1, 'timeUnixNano', 'fixed64')
  .field(2, 'severityNumber', 'enum')
  .field(3, 'severityText', 'string')
  .field(5, 'body', anyValue)
  .field(6, 'attributes', keyValue, true)
  .field(7, 'droppedAttributesCount', 'uint32')
  .field(8, 'flags', 'fixed32')
  .field(9, 'traceId', 'id')
  .field(10, 'spanId', 'id')
  .field(11, 'observedTimeUnixNano', 'fixed64')
  .field(12, 'eventName', 'string');

const scopeSpans = new MessageType('ScopeSpans')
  .field(1, 'scope', scopeType)
  .field(2, 'spans', spanType, true)
  .field(3, 'schemaUrl', 'string');

const resourceSpans = new MessageType('ResourceSpans')
  .field(1, 'resource', resourceType)
  .field(2, 'scopeSpans', scopeSpans, true)
  .field(3, 'schemaUrl', 'string');

const scopeLogs = new MessageType('ScopeLogs')
  .field(1, 'scope', scopeType)
  .field(2, 'logRecords', logRecordType, true)
  .field(3, 'schemaUrl', 'string');

const resourceLogs = new MessageType('ResourceLogs')
  .field(1, 'resource', resourceType)
  .field(2, 'scopeLogs', scopeLogs, true)
  .field(3, 'schemaUrl', 'string');

export const exportTraceRequest = new MessageType('ExportTraceServiceRequest').field(
  1,
  'resourceSpans',
  resourceSpans,
  true,
);
export const exportLogsRequest = new MessageType('ExportLogsServiceRequest').field(
  1,
  'resourceLogs',
  resourceLogs,
  true,
);
