// Messages in OTLP JSON, as `decodeMessage` returns them: fields with their zero value are left out; 64-bit numbers are
// decimal strings.

export interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  /** A string for NaN, Infinity and -Infinity, which JSON numbers cannot represent. */
  doubleValue?: number | string;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
  /** Base64. */
  bytesValue?: string;
}

export interface KeyValue {
  key?: string;
  value?: AnyValue;
}

export interface Resource {
  attributes?: KeyValue[];
  droppedAttributesCount?: number;
}

export interface Scope extends Resource {
  name?: string;
  version?: string;
}

export interface Span {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  traceState?: string;
  name?: string;
  kind?: number;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  attributes?: KeyValue[];
  events?: { timeUnixNano?: string; name?: string; attributes?: KeyValue[] }[];
  links?: { traceId?: string; spanId?: string; traceState?: string; attributes?: KeyValue[]; flags?: number }[];
  status?: { code?: number; message?: string };
  flags?: number;
}

export interface LogRecord {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  severityNumber?: number;
  severityText?: string;
  body?: AnyValue;
  attributes?: KeyValue[];
  droppedAttributesCount?: number;
  flags?: number;
  traceId?: string;
  spanId?: string;
  eventName?: string;
}

export interface ExportLogsRequest {
  resourceLogs?: {
    resource?: Resource;
    schemaUrl?: string;
    scopeLogs?: { scope?: Scope; schemaUrl?: string; logRecords?: LogRecord[] }[];
  }[];
}
