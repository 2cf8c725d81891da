import { asArray, asObject, asString } from '../../json.ts';

export type AttributeValue = string | number | boolean | AttributeValue[] | { [key: string]: AttributeValue };
export type Attributes = Record<string, AttributeValue>;

/** A span as a trace store returns it. */
export interface StoredSpan {
  traceId: string;
  spanId: string;
  /** Empty for a root span. */
  parentSpanId: string;
  name: string;
  kind: SpanKind;
  service: string;
  /** Nanoseconds since the epoch. */
  start: bigint;
  end: bigint;
  attributes: Attributes;
  resource: Attributes;
  scope: { name: string; attributes: Attributes };
  status: { error: boolean; message: string };
  events: { name: string; attributes: Attributes }[];
  links: { traceId: string; attributes: Attributes }[];
  traceState: string;
}

const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof spanKinds)[number];

/**
 * Reads the spans of OTLP JSON (`TracesData`), in their order. Enumerations may be numbers or names. Source:
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function readSpans(tracesData: unknown): StoredSpan[] {
  return asArray(asObject(tracesData).resourceSpans).flatMap((resourceSpans) => {
    const { resource, scopeSpans } = asObject(resourceSpans);
    const resourceAttributes = readAttributes(asObject(resource).attributes);
    return asArray(scopeSpans).flatMap((entry) => {
      const { scope, spans } = asObject(entry);
      const { name, attributes } = asObject(scope);
      const scopeOf = { name: asString(name), attributes: readAttributes(attributes) };
      return asArray(spans).map((span) => spanOf(asObject(span), resourceAttributes, scopeOf));
    });
  });
}

function spanOf(span: Record<string, unknown>, resource: Attributes, scope: StoredSpan['scope']): StoredSpan {
  const status = asObject(span.status);
  return {
    traceId: asString(span.traceId).toLowerCase(),
    spanId: asString(span.spanId).toLowerCase(),
    parentSpanId: asString(span.parentSpanId).replace(/^0+$/, '').toLowerCase(),
    name: asString(span.name),
    kind: kindOf(span.kind),
    service: asString(resource['service.name']),
    start: nanoseconds(span.startTimeUnixNano),
    end: nanoseconds(span.endTimeUnixNano),
    attributes: readAttributes(span.attributes),
    resource,
    scope,
    status: { error: status.code === 2 || status.code === 'STATUS_CODE_ERROR', message: asString(status.message) },
    events: asArray(span.events).map((event) => {
      const { name, attributes } = asObject(event);
      return { name: asString(name), attributes: readAttributes(attributes) };
    }),
    links: asArray(span.links).map((link) => {
      const { traceId, attributes } = asObject(link);
      return { traceId: asString(traceId).toLowerCase(), attributes: readAttributes(attributes) };
    }),
    traceState: asString(span.traceState),
  };
}

/** By its number or its name in OTLP. */
export function kindOf(kind: unknown): SpanKind {
  if (typeof kind === 'number') return spanKinds[kind] ?? 'unspecified';
  const name = asString(kind).replace('SPAN_KIND_', '').toLowerCase();
  return spanKinds.find((known) => known === name) ?? 'unspecified';
}

function nanoseconds(value: unknown): bigint {
  const text = asString(value);
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}

/** Reads a list of OTLP `KeyValue`s as an object. */
export function readAttributes(keyValues: unknown): Attributes {
  const attributes: Attributes = {};
  for (const entry of asArray(keyValues)) {
    const { key, value } = asObject(entry);
    attributes[asString(key)] = valueOf(value);
  }
  return attributes;
}

function valueOf(any: unknown): AttributeValue {
  const value = asObject(any);
  if ('stringValue' in value) return asString(value.stringValue);
  if ('intValue' in value) return Number(value.intValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('boolValue' in value) return value.boolValue === true;
  if ('arrayValue' in value) return asArray(asObject(value.arrayValue).values).map(valueOf);
  if ('kvlistValue' in value) return readAttributes(asObject(value.kvlistValue).values);
  return asString(value.bytesValue);
}
