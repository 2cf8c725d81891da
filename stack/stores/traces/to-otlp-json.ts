import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { resourceType, scopeType, spanType } from '../../../lib/otlp/codec/schema.ts';
import type { Resource, Scope, Span } from '../../../lib/otlp/json/types.ts';
import { type QueryBudget, unlimited } from '../query-budget.ts';
import type { Origin, StoredSpan, StoredTrace } from './stored-trace.ts';

/** One element of `resourceSpans` in OTLP JSON. */
export interface ResourceSpans {
  resource: Resource;
  scopeSpans: { scope: Scope; spans: Span[]; schemaUrl?: string }[];
  schemaUrl?: string;
}

/** A span as OTLP JSON; like Jaeger's, with a `status` even when it is unset. */
export function spanToJson(span: StoredSpan): Span {
  return { status: {}, ...decodeMessage<Span>(spanType, span.body, span.from, span.to) };
}

/** How much memory the JSON of a span takes, with the objects that it is made of, for each byte of it in the wire form. */
const jsonPerByte = 6;

/**
 * Counts a span that is turned into JSON.
 *
 * @throws HttpError when the budget is used up
 */
export function countSpan({ from, to }: StoredSpan, budget: QueryBudget): void {
  budget.step();
  budget.hold((to - from) * jsonPerByte);
}

/**
 * A trace as OTLP JSON, its spans grouped by resource and scope however they arrived.
 *
 * @throws HttpError when the budget is used up
 */
export function traceToJson(trace: StoredTrace, budget: QueryBudget = unlimited): ResourceSpans[] {
  const resources = new Map<string, Map<Origin, Span[]>>();
  for (const stored of trace.spans.values()) {
    countSpan(stored, budget);
    const { origin } = stored;
    const scopes = getOrSet(resources, origin.resourceKey, () => new Map<Origin, Span[]>());
    getOrSet(scopes, origin, () => []).push(spanToJson(stored));
  }
  return [...resources.values()].map((scopes) => {
    const [first] = scopes.keys();
    if (first === undefined) throw new TypeError('a resource without a scope');
    return {
      resource: decodeMessage<Resource>(resourceType, first.resource),
      scopeSpans: [...scopes].map(([origin, spans]) => ({
        scope: decodeMessage<Scope>(scopeType, origin.scope),
        spans,
        ...schemaUrl(origin.scopeSchemaUrl),
      })),
      ...schemaUrl(first.resourceSchemaUrl),
    };
  });
}

function schemaUrl(url: string): { schemaUrl?: string } {
  return url === '' ? {} : { schemaUrl: url };
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
