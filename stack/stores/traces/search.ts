import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { resourceType, scopeType } from '../../../lib/otlp/codec/schema.ts';
import type { KeyValue, Resource, Scope, Span } from '../../../lib/otlp/json/types.ts';
import { attributeText } from '../../../lib/otlp/json/value-text.ts';
import { type QueryBudget, unlimited } from '../query-budget.ts';
import { kindNumber } from './span-kind.ts';
import { readSpanHead } from './span-head.ts';
import type { StoredSpan, StoredTrace } from './stored-trace.ts';
import { spanToJson } from './to-otlp-json.ts';

/** A search; what is undefined does not restrict it. Times and durations in nanoseconds, both ends included. */
export interface TraceQuery {
  service: string | undefined;
  operation: string | undefined;
  startMin: bigint;
  startMax: bigint;
  durationMin: bigint | undefined;
  durationMax: bigint | undefined;
  attributes: ReadonlyMap<string, string>;
  /** At most this many traces. */
  depth: number;
}

/**
 * The traces in which one span fulfils every condition, as in Jaeger's memory storage.
 *
 * @param traces in the order in which they are wanted
 * @throws HttpError when the budget is used up
 */
export function searchTraces(
  traces: readonly StoredTrace[],
  query: TraceQuery,
  budget: QueryBudget = unlimited,
): StoredTrace[] {
  const found: StoredTrace[] = [];
  for (const trace of traces) {
    if (found.length >= query.depth) break;
    if (trace.lastStart < query.startMin || trace.firstStart > query.startMax) continue;
    for (const span of trace.spans.values()) {
      budget.step();
      if (!matches(span, query)) continue;
      found.push(trace);
      break;
    }
  }
  return found;
}

function matches(stored: StoredSpan, query: TraceQuery): boolean {
  if (query.service !== undefined && stored.origin.service !== query.service) return false;
  if (query.operation !== undefined && stored.operation.name !== query.operation) return false;
  const { start, end } = readSpanHead(stored.body, stored.from, stored.to);
  if (start < query.startMin || start > query.startMax) return false;
  if (query.durationMin !== undefined && end - start < query.durationMin) return false;
  if (query.durationMax !== undefined && end - start > query.durationMax) return false;
  return query.attributes.size === 0 || matchesAttributes(stored, query.attributes);
}

function matchesAttributes(stored: StoredSpan, wanted: ReadonlyMap<string, string>): boolean {
  const span = spanToJson(stored);
  const scope = decodeMessage<Scope>(scopeType, stored.origin.scope);
  const resource = decodeMessage<Resource>(resourceType, stored.origin.resource);
  for (const [key, value] of wanted) if (!holds(key, value, span, scope, resource)) return false;
  return true;
}

/** The keys that stand for fields of a span are those of Jaeger's memory storage. */
function holds(key: string, value: string, span: Span, scope: Scope, resource: Resource): boolean {
  switch (key) {
    case 'error':
      return span.status?.code === (isTrue(value) ? 2 : 1);
    case 'span.status':
      return (span.status?.code ?? 0) === (statusCodes[value.toUpperCase()] ?? 0);
    case 'span.kind':
      return (span.kind ?? 0) === kindNumber(value);
    case 'scope.name':
      return (scope.name ?? '') === value;
    case 'scope.version':
      return (scope.version ?? '') === value;
  }
  if (key.startsWith('resource.')) return attributeText(resource.attributes, key.slice('resource.'.length)) === value;
  const has = (attributes: readonly KeyValue[] | undefined): boolean => attributeText(attributes, key) === value;
  return (
    has(span.attributes) ||
    has(scope.attributes) ||
    has(resource.attributes) ||
    (span.events ?? []).some((event) => has(event.attributes)) ||
    (span.links ?? []).some((link) => has(link.attributes))
  );
}

const statusCodes: Record<string, number> = { OK: 1, ERROR: 2 };

function isTrue(text: string): boolean {
  return /^(1|t|true)$/i.test(text);
}
