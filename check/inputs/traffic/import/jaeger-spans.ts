import { asArray, asObject, asString, type JsonObject } from '../../../../lib/json.ts';
import type { Attributes, AttributeValue, SpanKind, StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

/** Tags that hold a part of the span itself. Source: opentelemetry.io, "OpenTelemetry to Jaeger Transformation". */
const ownTags = new Set([
  'span.kind',
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
  'internal.span.format',
  'sampler.type',
  'sampler.param',
  'w3c.tracestate',
]);
const kinds: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/** Reads the spans of a trace of Jaeger's `/api/traces`, or of a download from its UI. */
export function readJaegerTrace(trace: JsonObject): StoredSpan[] {
  const processes = asObject(trace.processes);
  const resources = new Map(
    Object.entries(processes).map(([id, one]) => {
      const { serviceName, tags } = asObject(one);
      return [id, { ...readTags(tags), 'service.name': asString(serviceName) }] as const;
    }),
  );
  return asArray(trace.spans).map((one) => {
    const span = asObject(one);
    return spanOf(span, resources.get(asString(span.processID)) ?? {});
  });
}

function spanOf(span: JsonObject, resource: Attributes): StoredSpan {
  const tags = readTags(span.tags);
  const traceId = asString(span.traceID);
  const references = asArray(span.references).map(asObject);
  const isOfTrace = (reference: JsonObject): boolean => asString(reference.traceID) === traceId;
  // A span has one parent; any other reference is a link.
  const parent = references.find((one) => one.refType === 'CHILD_OF' && isOfTrace(one)) ?? references.find(isOfTrace);
  const start = BigInt(Math.round(Number(span.startTime) || 0)) * 1000n;
  return {
    traceId,
    spanId: asString(span.spanID),
    parentSpanId: asString(parent?.spanID ?? span.parentSpanID).replace(/^0+$/, ''),
    name: asString(span.operationName),
    kind: kinds.find((kind) => kind === tags['span.kind']) ?? 'internal',
    service: asString(resource['service.name']),
    start,
    end: start + BigInt(Math.max(0, Math.round(Number(span.duration) || 0))) * 1000n,
    attributes: Object.fromEntries(Object.entries(tags).filter(([name]) => !ownTags.has(name))),
    resource,
    scope: { name: asString(tags['otel.scope.name'] ?? tags['otel.library.name']), attributes: {} },
    status: {
      error: tags['otel.status_code'] === 'ERROR' || tags.error === true || tags.error === 'true',
      message: asString(tags['otel.status_description']),
    },
    events: asArray(span.logs).map((log) => {
      const { event = '', ...attributes } = readTags(asObject(log).fields);
      return { name: asString(event), attributes };
    }),
    links: references
      .filter((one) => one !== parent)
      .map((one) => ({ traceId: asString(one.traceID), attributes: {} })),
    traceState: '',
  };
}

function readTags(tags: unknown): Attributes {
  return Object.fromEntries(
    asArray(tags).map((tag) => {
      const { key, value, type } = asObject(tag);
      return [asString(key), valueOf(value, asString(type))];
    }),
  );
}

function valueOf(value: unknown, type: string): AttributeValue {
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  if (type === 'bool') return value === 'true';
  // Integers beyond those of JavaScript are strings.
  return type === 'int64' || type === 'float64' ? Number(value) : asString(value);
}
