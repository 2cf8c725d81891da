import { fields } from '../field-numbers.ts';

/**
 * The schema of traces and logs, as the stores receive them. It serves the check of a body, its decoding to OTLP JSON
 * and the encoding of OTLP JSON. Source: https://github.com/open-telemetry/opentelemetry-proto 1.x.
 */
export type FieldKind =
  | 'string'
  /** A trace or span id: bytes in protobuf, hex in OTLP JSON. */
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

/** A field of a message type. */
export interface Field {
  readonly number: number;
  /** As in OTLP JSON. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** The type of a field of kind `message`. */
  readonly message?: MessageType;
}

type FieldType = Exclude<FieldKind, 'message'> | MessageType | readonly [MessageType];

/** A message type: its fields by number and by name. */
export class MessageType {
  readonly name: string;
  /** Whether its fields are a `oneof`, where a field that is set to zero differs from one that is not set. */
  readonly oneof: boolean;
  /** Indexed by field number. */
  readonly byNumber: (Field | undefined)[] = [];
  readonly byName = new Map<string, Field>();

  constructor(name: string, oneof = false) {
    this.name = name;
    this.oneof = oneof;
  }

  /**
   * Declares the fields. `numbers` is the message in the table of field numbers, `types` the type of each of its
   * fields; `[type]` is a repeated message. A message type may contain itself.
   */
  declare<N extends Readonly<Record<string, number>>>(
    numbers: N,
    types: { readonly [Name in keyof N]: FieldType },
  ): this {
    for (const [name, number] of Object.entries(numbers)) this.#add(number, name, types[name] as FieldType);
    return this;
  }

  #add(number: number, name: string, type: FieldType): void {
    const repeated = Array.isArray(type);
    const one = (repeated ? type[0] : type) as Exclude<FieldType, readonly unknown[]>;
    const field: Field =
      one instanceof MessageType
        ? { number, name, kind: 'message', repeated, message: one }
        : { number, name, kind: one, repeated };
    this.byNumber[number] = field;
    this.byName.set(name, field);
  }
}

const anyValue = new MessageType('AnyValue', true);
const keyValue = new MessageType('KeyValue').declare(fields.keyValue, { key: 'string', value: anyValue });
const arrayValue = new MessageType('ArrayValue').declare(fields.arrayValue, { values: [anyValue] });
const keyValueList = new MessageType('KeyValueList').declare(fields.keyValueList, { values: [keyValue] });
anyValue.declare(fields.anyValue, {
  stringValue: 'string',
  boolValue: 'bool',
  intValue: 'int64',
  doubleValue: 'double',
  arrayValue,
  kvlistValue: keyValueList,
  bytesValue: 'bytes',
});

export const resourceType = new MessageType('Resource').declare(fields.resource, {
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
});

export const scopeType = new MessageType('InstrumentationScope').declare(fields.scope, {
  name: 'string',
  version: 'string',
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
});

const event = new MessageType('Span.Event').declare(fields.event, {
  timeUnixNano: 'fixed64',
  name: 'string',
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
});

const link = new MessageType('Span.Link').declare(fields.link, {
  traceId: 'id',
  spanId: 'id',
  traceState: 'string',
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
  flags: 'fixed32',
});

const status = new MessageType('Status').declare(fields.status, { message: 'string', code: 'enum' });

export const spanType = new MessageType('Span').declare(fields.span, {
  traceId: 'id',
  spanId: 'id',
  traceState: 'string',
  parentSpanId: 'id',
  name: 'string',
  kind: 'enum',
  startTimeUnixNano: 'fixed64',
  endTimeUnixNano: 'fixed64',
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
  events: [event],
  droppedEventsCount: 'uint32',
  links: [link],
  droppedLinksCount: 'uint32',
  status,
  flags: 'fixed32',
});

export const logRecordType = new MessageType('LogRecord').declare(fields.logRecord, {
  timeUnixNano: 'fixed64',
  severityNumber: 'enum',
  severityText: 'string',
  body: anyValue,
  attributes: [keyValue],
  droppedAttributesCount: 'uint32',
  flags: 'fixed32',
  traceId: 'id',
  spanId: 'id',
  observedTimeUnixNano: 'fixed64',
  eventName: 'string',
});

const { exportRequest, resourceGroup, scopeGroup } = fields;

const scopeSpans = new MessageType('ScopeSpans').declare(
  { scope: scopeGroup.scope, spans: scopeGroup.items, schemaUrl: scopeGroup.schemaUrl },
  { scope: scopeType, spans: [spanType], schemaUrl: 'string' },
);

const resourceSpans = new MessageType('ResourceSpans').declare(
  { resource: resourceGroup.resource, scopeSpans: resourceGroup.scopes, schemaUrl: resourceGroup.schemaUrl },
  { resource: resourceType, scopeSpans: [scopeSpans], schemaUrl: 'string' },
);

const scopeLogs = new MessageType('ScopeLogs').declare(
  { scope: scopeGroup.scope, logRecords: scopeGroup.items, schemaUrl: scopeGroup.schemaUrl },
  { scope: scopeType, logRecords: [logRecordType], schemaUrl: 'string' },
);

const resourceLogs = new MessageType('ResourceLogs').declare(
  { resource: resourceGroup.resource, scopeLogs: resourceGroup.scopes, schemaUrl: resourceGroup.schemaUrl },
  { resource: resourceType, scopeLogs: [scopeLogs], schemaUrl: 'string' },
);

export const exportTraceRequest = new MessageType('ExportTraceServiceRequest').declare(
  { resourceSpans: exportRequest.resources },
  { resourceSpans: [resourceSpans] },
);

export const exportLogsRequest = new MessageType('ExportLogsServiceRequest').declare(
  { resourceLogs: exportRequest.resources },
  { resourceLogs: [resourceLogs] },
);
