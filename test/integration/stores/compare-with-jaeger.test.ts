import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../stack/clients/http.ts';
import { asArray, asObject, type JsonObject } from '../../../lib/json.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { newTraceId } from './compare.ts';
import { type JaegerPair, startJaegerPair } from './jaeger-pair.ts';

const { reason } = await dockerOrReason(['jaeger']);
const now = Date.now();

describe.skipIf(reason)(titled('our trace store answers as Jaeger does', reason), () => {
  const [whole, failed, lone] = [newTraceId(), newTraceId(), newTraceId()];
  let pair: JaegerPair;
  beforeAll(async () => {
    pair = await startJaegerPair(now, [whole, failed, lone]);
  });
  afterAll(() => pair.close());

  async function both(path: string, parameters: Record<string, string> = {}): Promise<[JsonObject, JsonObject]> {
    const [real, own] = await pair.both(path, parameters);
    return [flattened(real), flattened(own)];
  }

  it.each([
    ['/api/v3/services', {}],
    ['/api/v3/operations', { service: 'gateway' }],
    ['/api/v3/operations', { service: 'order' }],
    ['/api/v3/operations', { service: 'gateway', span_kind: 'server' }],
    ['/api/v3/operations', { service: 'missing' }],
  ])('%s %o', async (path, parameters) => {
    const [real, own] = await both(path, parameters);
    expect(own).toEqual(real);
  });

  it.each([
    ['of two services in two exports', whole],
    ['in error, with events and links', failed],
    ['without a service name', lone],
    ['that there is not', '0'.repeat(31) + '1'],
    ['whose id is none', 'not-an-id'],
  ])('a trace %s', async (_, traceId) => {
    const [real, own] = await both(`/api/v3/traces/${traceId}`);
    expect(own).toEqual(real);
  });

  const searches: Record<string, string>[] = [
    { service_name: 'gateway' },
    { service_name: 'order' },
    { service_name: 'missing' },
    { service_name: 'gateway', operation_name: 'POST /orders' },
    { service_name: 'order', operation_name: 'POST /orders' },
    { service_name: 'gateway', duration_min: '1s' },
    { service_name: 'order', duration_min: '1s' },
    { service_name: 'gateway', duration_max: '300ms' },
    { service_name: 'gateway', start_time_max: new Date(now - 58_500).toISOString() },
    { service_name: 'gateway', start_time_min: new Date(now - 58_500).toISOString() },
    { service_name: 'gateway', start_time_min: new Date(now).toISOString() },
    { service_name: 'gateway', duration_min: 'long' },
    { service_name: 'gateway', start_time_min: 'yesterday' },
    { service_name: 'gateway', start_time_min: '' },
  ];
  it.each(searches)('the traces of %o', async (search) => {
    const parameters = {
      start_time_min: new Date(now - 120_000).toISOString(),
      start_time_max: new Date(now).toISOString(),
      num_traces: '100',
      ...search,
    };
    const inQuery = Object.entries(parameters).map(([name, value]) => [`query.${name}`, value]);
    const [real, own] = await both('/api/v3/traces', Object.fromEntries(inQuery) as Record<string, string>);
    expect(own).toEqual(real);
  });

  it('as many traces as are asked for', async () => {
    // Which one is left to chance in Jaeger: both came in one export.
    const [real, own] = await both('/api/v3/traces', {
      'query.service_name': 'gateway',
      'query.start_time_min': new Date(now - 120_000).toISOString(),
      'query.start_time_max': new Date(now).toISOString(),
      'query.num_traces': '1',
    });
    const traces = ({ spans }: JsonObject): number =>
      new Set(asArray(spans).map((span) => asObject(span).traceId)).size;
    expect([traces(real), traces(own)]).toEqual([1, 1]);
  });
});

/**
 * An answer of Jaeger with its spans one by one, each with its resource and scope: how they are grouped, and the order of what has
 * none, are left to a store. Its releases differ in whether they keep schema URLs, which no client here asks for, and an empty list.
 */
function flattened({ status, body }: Answer): JsonObject {
  if (!body.startsWith('{')) return { status, text: body.trim() };
  const parsed = JSON.parse(body) as JsonObject;
  if ('error' in parsed) return { status };
  if (!('result' in parsed)) {
    return {
      status,
      services: asArray(parsed.services).sort(),
      operations: sortedBy(asArray(parsed.operations), 'name'),
    };
  }
  const spans = asArray(asObject(parsed.result).resourceSpans).flatMap((group) => {
    const { resource, scopeSpans } = asObject(group);
    return asArray(scopeSpans).flatMap((inner) => {
      const { scope, spans: listed } = asObject(inner);
      return asArray(listed).map((span) => ordered({ ...asObject(span), resource, scope: scope ?? {} }));
    });
  });
  return { status, spans: sortedBy(spans, 'spanId') };
}

/** The same with every list of attributes in the order of its keys. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'attributes' ? sortedBy(asArray(inner).map(ordered), 'key') : ordered(inner),
    ]),
  );
}

function sortedBy(list: readonly unknown[], field: string): unknown[] {
  const key = (value: unknown): string => String(asObject(value)[field]);
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
