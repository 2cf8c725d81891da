import { decodeMessage } from '../../../../lib/otlp/codec/decode-message.ts';
import { resourceType, scopeType } from '../../../../lib/otlp/codec/schema.ts';
import type { AnyValue, KeyValue, Resource, Scope, Span } from '../../../../lib/otlp/json/types.ts';
import { attributeText, valueText } from '../../../../lib/otlp/json/value-text.ts';
import type { QueryBudget } from '../../query-budget.ts';
import { kindName } from '../span-kind.ts';
import type { Origin, StoredTrace } from '../stored-trace.ts';
import { countSpan, spanToJson } from '../to-otlp-json.ts';

interface Tag {
  key: string;
  type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  value: string | boolean | number;
}

interface UiSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: { refType: 'CHILD_OF' | 'FOLLOWS_FROM'; traceID: string; spanID: string }[];
  /** Microseconds, as the duration. */
  startTime: number;
  duration: number;
  tags: Tag[];
  logs: { timestamp: number; fields: Tag[] }[];
  processID: string;
  warnings: null;
}

/** A trace in the JSON of Jaeger's UI. */
export interface UiTrace {
  traceID: string;
  spans: UiSpan[];
  processes: Record<string, { serviceName: string; tags: Tag[] }>;
  warnings: null;
}

/**
 * A trace as Jaeger's legacy API returns it.
 * Source: https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/ and jaegertracing/jaeger,
 * internal/uimodel.
 *
 * @throws HttpError when the budget is used up
 */
export function toUiTrace(trace: StoredTrace, budget: QueryBudget): UiTrace {
  const traceID = uiTraceId(trace.id);
  const processes: UiTrace['processes'] = {};
  /** By resource; several are one process where they differ in what a process does not have, such as the schema. */
  const ids = new Map<string, string>();
  const scopes = new Map<Origin, Tag[]>();
  const spans: UiSpan[] = [];
  for (const stored of trace.spans.values()) {
    countSpan(stored, budget);
    const { origin } = stored;
    let processID = ids.get(origin.resourceKey);
    if (processID === undefined) {
      const { attributes = [] } = decodeMessage<Resource>(resourceType, origin.resource);
      const others = attributes.filter(({ key }) => key !== 'service.name');
      const process = { serviceName: origin.service, tags: others.map(toTag) };
      const known = Object.entries(processes).find(([, one]) => JSON.stringify(one) === JSON.stringify(process));
      processID = known?.[0] ?? `p${Object.keys(processes).length + 1}`;
      processes[processID] = process;
      ids.set(origin.resourceKey, processID);
    }
    let scopeTags = scopes.get(origin);
    if (scopeTags === undefined) scopes.set(origin, (scopeTags = tagsOfScope(origin)));
    spans.push(toUiSpan(spanToJson(stored), { traceID, processID, scopeTags }));
  }
  return { traceID, spans, processes, warnings: null };
}

/** Jaeger leaves out the first half of a trace id where it is zero. */
export function uiTraceId(id: string): string {
  return /^0{16}/.test(id) ? id.slice(16) : id;
}

function toUiSpan(
  span: Span,
  { traceID, processID, scopeTags }: { traceID: string; processID: string; scopeTags: Tag[] },
): UiSpan {
  const start = BigInt(span.startTimeUnixNano ?? '0');
  const duration = BigInt(span.endTimeUnixNano ?? '0') - start;
  const parent = span.parentSpanId ? [{ refType: 'CHILD_OF', traceID, spanID: span.parentSpanId } as const] : [];
  const links = (span.links ?? []).map((link) => ({
    refType: isChildOf(link.attributes) ? ('CHILD_OF' as const) : ('FOLLOWS_FROM' as const),
    traceID: uiTraceId(link.traceId ?? ''),
    spanID: link.spanId ?? '',
  }));
  return {
    traceID,
    spanID: span.spanId ?? '',
    operationName: span.name ?? '',
    references: [...parent, ...links],
    startTime: microseconds(start),
    duration: microseconds(duration > 0n ? duration : 0n),
    tags: [...scopeTags, ...(span.attributes ?? []).map(toTag), ...tagsOfFields(span)],
    logs: (span.events ?? []).map((event) => ({
      timestamp: microseconds(BigInt(event.timeUnixNano ?? '0')),
      fields: [...textTag('event', event.name), ...(event.attributes ?? []).map(toTag)],
    })),
    processID,
    warnings: null,
  };
}

function isChildOf(attributes: readonly KeyValue[] | undefined): boolean {
  return attributeText(attributes, 'opentracing.ref_type') === 'child_of';
}

function tagsOfScope({ scope }: Origin): Tag[] {
  const { name, version } = decodeMessage<Scope>(scopeType, scope);
  return [...textTag('otel.scope.name', name), ...textTag('otel.scope.version', version)];
}

function tagsOfFields({ kind = 0, status, traceState }: Span): Tag[] {
  const code = status?.code ?? 0;
  return [
    ...textTag('span.kind', kind === 0 ? '' : kindName(kind)),
    ...textTag('otel.status_code', code === 1 ? 'OK' : code === 2 ? 'ERROR' : ''),
    ...(code === 2 ? [{ key: 'error', type: 'bool', value: true } as const] : []),
    ...textTag('otel.status_description', status?.message),
    ...textTag('w3c.tracestate', traceState),
  ];
}

function textTag(key: string, value: string | undefined): Tag[] {
  return value === undefined || value === '' ? [] : [{ key, type: 'string', value }];
}

function toTag({ key = '', value }: KeyValue): Tag {
  return { key, ...typed(value) };
}

function typed(value: AnyValue | undefined): Omit<Tag, 'key'> {
  if (value?.boolValue !== undefined) return { type: 'bool', value: value.boolValue };
  if (value?.doubleValue !== undefined) return { type: 'float64', value: value.doubleValue };
  if (value?.bytesValue !== undefined) return { type: 'binary', value: value.bytesValue };
  if (value?.intValue === undefined) return { type: 'string', value: valueText(value) };
  // A number that JavaScript cannot represent is sent as text.
  const number = Number(value.intValue);
  return { type: 'int64', value: Number.isSafeInteger(number) ? number : value.intValue };
}

function microseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n);
}
