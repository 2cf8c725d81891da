import type { Attributes, StoredSpan } from '../../lib/otlp/json/read-spans.ts';
import type { JaegerApi } from '../../stack/clients/clients.ts';
import { storedTraces } from '../sampling/ledger/look-up.ts';
import type { PlantedSecretSearch, Place } from './planted-secret-search.ts';

/**
 * Searches every trace of a time range: names, messages, attributes, events and links, and the names that Jaeger lists.
 * Returns the ids of the traces that contain the marker of redaction.
 */
export async function scanJaeger(
  jaeger: JaegerApi,
  window: { start: number; end: number },
  search: PlantedSecretSearch,
  signal?: AbortSignal,
): Promise<Set<string>> {
  const seen = new Set<string>();
  const marked = new Set<string>();
  for await (const trace of storedTraces(jaeger, window, signal)) {
    if (seen.has(trace.traceId)) continue;
    seen.add(trace.traceId);
    const before = search.marked;
    for (const span of trace.spans) scanSpan(span, search);
    if (search.marked > before) marked.add(trace.traceId);
  }
  for (const service of await jaeger.services(signal)) {
    search.text({ ...place, attribute: 'service', where: '/api/v3/services' }, service);
    for (const operation of await jaeger.operations(service, signal)) {
      search.text({ ...place, attribute: 'operation', where: `${service}: /api/v3/operations` }, operation);
    }
  }
  return marked;
}

const place = { backend: 'jaeger', signal: 'trace' } as const;

function scanSpan(span: StoredSpan, search: PlantedSecretSearch): void {
  const where = `${span.service}, span "${span.name}"`;
  const at = (attribute: string): Place => ({ ...place, attribute, where });
  const attributes = (prefix: string, values: Attributes): void => {
    for (const [name, value] of Object.entries(values)) {
      search.text(at(`${prefix}${name} (its name)`), name);
      search.value(at(`${prefix}${name}`), value);
    }
  };
  // A name that contains a secret must not be shown as the place where it was found.
  search.text({ ...place, attribute: 'name', where: `${span.service}, a span's name` }, span.name);
  search.text(at('status.message'), span.status.message);
  search.text(at('tracestate'), span.traceState);
  attributes('', span.attributes);
  attributes('resource: ', span.resource);
  attributes('scope: ', span.scope.attributes);
  for (const event of span.events) {
    search.text(at('event: its name'), event.name);
    attributes(`event ${event.name}: `, event.attributes);
  }
  for (const link of span.links) attributes('link: ', link.attributes);
}
