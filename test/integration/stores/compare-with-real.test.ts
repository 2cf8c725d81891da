import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { type Answer, request } from '../../../stack/clients/http.ts';
import { asArray, asObject, type JsonObject } from '../../../lib/json.ts';
import { type RunningLogStore, startLogStore } from '../../../stack/stores/logs/start-log-store.ts';
import { type RunningTraceStore, startTraceStore } from '../../../stack/stores/traces/start-trace-store.ts';
import { startComponent, type StartedComponent } from '../../docker/component-container.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { dashboards, interpolate, queriesOf } from '../queries/dashboards.ts';
import { logSamples, traceSamples } from './compare-samples.ts';

const { reason } = await dockerOrReason(['jaeger', 'loki']);
const now = Date.now();
const id = (): string => randomBytes(16).toString('hex');
const anyStatus = Array.from({ length: 200 }, (_, index) => 400 + index);

/** Sends a request without following a redirect to a page of the UI, and accepts every status. */
function ask(base: string, path: string, parameters: Record<string, string> = {}): Promise<Answer> {
  const query = new URLSearchParams(parameters).toString();
  return request(`${base}${path}${query === '' ? '' : `?${query}`}`, { also: anyStatus });
}

function send(url: string, json: object): Promise<Answer> {
  return request(url, { method: 'POST', json });
}

describe.skipIf(reason)(titled('our log store answers as Loki does', reason), () => {
  const traceId = id();
  let loki: StartedComponent;
  let ours: RunningLogStore;
  const range = { start: `${now - 120_000}000000`, end: `${now + 60_000}000000` };

  beforeAll(async () => {
    [loki, ours] = await Promise.all([
      startComponent('loki', { ports: [3100], ready: { port: 3100, path: '/ready' } }),
      startLogStore({ port: 0 }),
    ]);
    const samples = logSamples(now, traceId);
    await send(`${loki.url(3100)}/otlp/v1/logs`, samples);
    await send(`${ours.otlpUrl}/v1/logs`, samples);
    const waited = await waitUntil(
      async () => {
        const [real, own] = await both('/loki/api/v1/query_range', { query: '{service_name=~".+"}', ...range });
        return linesIn(own) > 0 && linesIn(real) === linesIn(own)
          ? { done: true, value: true }
          : { done: false, seen: `${linesIn(real)} lines in Loki, ${linesIn(own)} in ours` };
      },
      { timeoutMs: 60_000 },
    );
    if (!waited.ok) throw new Error(waited.lastSeen);
  });
  afterAll(() => Promise.all([loki.stop(), ours.close()]));

  async function both(path: string, parameters: Record<string, string>): Promise<[JsonObject, JsonObject]> {
    const [real, own] = await Promise.all([ask(loki.url(3100), path, parameters), ask(ours.url, path, parameters)]);
    return [tidied(real), tidied(own)];
  }

  const inDashboards = [...dashboards.values()]
    .flatMap(queriesOf)
    .filter(({ source }) => source === 'loki')
    .map((query) => interpolate(query, { rangeSeconds: 180, stepSeconds: 15, scrapeSeconds: 1 }));

  it.each([
    ...inDashboards,
    '{service_name=~".+"}',
    '{service_name="gateway"}',
    '{service_name!="gateway"}',
    '{service_name="unknown"}',
    '{service_namespace="sandbox", service_instance_id=~"gateway-.*"}',
    `{service_name=~".+"} | trace_id="${traceId}"`,
    '{service_name=~".+"} | trace_id != ""',
    '{service_name=~"gateway|order"} |= "calling" |= "token="',
    '{service_name=~".+"} != "order"',
    '{service_name=~".+"} |~ "(?i)ERROR"',
    '{service_name=~".+"} !~ "in .*"',
    '{service_name=~".+"} | detected_level=~"warn|error|fatal|critical"',
    '{service_name=~".+"} | detected_level="unknown"',
    '{service_name=~".+"} | severity_number > 9',
    '{service_name=~".+"} | res_statusCode >= 200 and responseTime < 5',
    '{service_name="gateway"} | json',
    '{service_name="gateway"} | logfmt',
    '{service_name="gateway"} | logfmt | took > 1s',
    '{service_name="gateway"} | json | msg="in JSON"',
    '{service_name="order"} |= "line two"',
    '{service_name=~".+"} |~ `"quoted" \\\\`',
    '{}',
    '{service_name=~".*"}',
    'sum(count_over_time({service_name=~".+"}[1m]))',
    'sum by (service_name) (rate({service_name=~".+"}[15s]))',
    'sum by (service_name, detected_level) (count_over_time({service_name=~".+"} | detected_level=~"error|warn" [30s]))',
    'sum by (detected_level) (count_over_time({service_name=~".+"}[1m])) / 2 > 1',
    'topk(1, sum by (service_name) (bytes_over_time({service_name=~".+"}[1m])))',
    'sum(count_over_time({service_name="unknown"}[1m]))',
  ])('%s', async (query) => {
    const [real, own] = await both('/loki/api/v1/query_range', { query, ...range, limit: '1000', step: '15s' });
    expect(own).toEqual(real);
  });

  it.each(['forward', 'backward'])('the first lines, %s', async (direction) => {
    const parameters = { query: '{service_name=~".+"}', ...range, limit: '5', direction };
    const [real, own] = await both('/loki/api/v1/query_range', parameters);
    expect(linesIn(own)).toBe(5);
    expect(own).toEqual(real);
  });

  it.each([
    ['/loki/api/v1/labels', {}],
    ['/loki/api/v1/label/service_name/values', {}],
    ['/loki/api/v1/label/deployment_environment_name/values', {}],
    ['/loki/api/v1/label/nothing/values', {}],
    ['/loki/api/v1/label/service_name/values', { query: '{service_namespace="sandbox"}' }],
    ['/loki/api/v1/series', { 'match[]': '{service_name=~".+"}' }],
    ['/loki/api/v1/query_range', { query: '{service_name="order"}', limit: '0' }],
    ['/loki/api/v1/query_range', { query: '{service_name="order"}', limit: '1000000' }],
    ['/loki/api/v1/query_range', { query: 'sum(rate({service_name="order"}[1m]))', step: '0' }],
    ['/loki/api/v1/query', { query: '{service_name="order"}' }],
    ['/loki/api/v1/query', { query: 'sum(count_over_time({service_name="order"}[1h]))', time: String(now / 1000) }],
  ])('%s %o', async (path, parameters) => {
    const [real, own] = await both(path, { ...range, ...parameters });
    expect(own).toEqual(real);
  });
  it.each([
    { query: '{' },
    { query: '{service_name=}' },
    { query: 'sum({service_name="order"})' },
    { query: '{service_name=~"("}' },
    { query: '' },
    { query: '{service_name="order"}', start: 'soon' },
    { query: '{service_name="order"}', direction: 'sideways' },
    { query: '{service_name="order"}', limit: 'many' },
    { query: '{service_name="order"}', end: '1' },
  ])('refuses %o with the same status, in words of its own', async (parameters) => {
    const [real, own] = await both('/loki/api/v1/query_range', { ...range, ...parameters });
    expect(real.status).toBe(400);
    expect(own.status).toBe(400);
  });
});

/** An answer of Loki without what says how it was found, in an order that does not depend on it. */
function tidied({ status, body }: Answer): JsonObject {
  if (!body.startsWith('{')) return { status, text: body.trim() };
  const parsed = JSON.parse(body) as JsonObject;
  const data = parsed.data;
  if (Array.isArray(data)) return { status, ...parsed, data: sorted(data) };
  if (data === undefined) return { status, ...parsed };
  const { resultType, result } = asObject(data);
  return { status, ...parsed, data: { resultType, result: Array.isArray(result) ? sorted(result) : result } };
}

function sorted(list: readonly unknown[]): unknown[] {
  const key = (value: unknown): string => {
    const { stream, metric } = asObject(value);
    return JSON.stringify(Object.entries(asObject(stream ?? metric ?? value)).sort());
  };
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function linesIn(answer: JsonObject): number {
  return asArray(asObject(answer.data).result).flatMap((stream) => asArray(asObject(stream).values)).length;
}

describe.skipIf(reason)(titled('our trace store answers as Jaeger does', reason), () => {
  const [whole, failed, lone] = [id(), id(), id()];
  let jaeger: StartedComponent;
  let ours: RunningTraceStore;

  beforeAll(async () => {
    const ports = [4318, 13133, 16686];
    [jaeger, ours] = await Promise.all([
      startComponent('jaeger', { ports, ready: { port: 13133, path: '/status' } }),
      startTraceStore({ port: 0 }),
    ]);
    for (const samples of traceSamples(now, [whole, failed, lone])) {
      await send(`${jaeger.url(4318)}/v1/traces`, samples);
      await send(`${ours.otlpUrl}/v1/traces`, samples);
    }
    const waited = await waitUntil(
      async () => {
        const counts = await Promise.all(
          [whole, failed, lone].map(async (traceId) => {
            const answers = await both(`/api/v3/traces/${traceId}`);
            return answers.map(({ spans }) => asArray(spans ?? []).length);
          }),
        );
        return counts.every(([real, own = 0]) => own > 0 && real === own)
          ? { done: true, value: true }
          : { done: false, seen: `spans in Jaeger and in ours, by trace: ${JSON.stringify(counts)}` };
      },
      { timeoutMs: 60_000 },
    );
    if (!waited.ok) throw new Error(waited.lastSeen);
  });
  afterAll(() => Promise.all([jaeger.stop(), ours.close()]));

  async function both(path: string, parameters: Record<string, string> = {}): Promise<[JsonObject, JsonObject]> {
    const [real, own] = await Promise.all([ask(jaeger.url(16686), path, parameters), ask(ours.url, path, parameters)]);
    return [flattened(real), flattened(own)];
  }

  it.each([
    ['/api/v3/services', {}],
    ['/api/v3/operations', { service: 'gateway' }],
    ['/api/v3/operations', { service: 'order' }],
    ['/api/v3/operations', { service: 'gateway', span_kind: 'server' }],
    ['/api/v3/operations', { service: 'unknown' }],
  ])('%s %o', async (path, parameters) => {
    const [real, own] = await both(path, parameters);
    expect(own).toEqual(real);
  });

  it.each([
    ['of two services in two exports', whole],
    ['in error, with events and links', failed],
    ['of an unknown service', lone],
    ['that there is not', '0'.repeat(31) + '1'],
    ['whose id is none', 'not-an-id'],
  ])('a trace %s', async (_, traceId) => {
    const [real, own] = await both(`/api/v3/traces/${traceId}`);
    expect(own).toEqual(real);
  });

  const searches: Record<string, string>[] = [
    { service_name: 'gateway' },
    { service_name: 'order' },
    { service_name: 'unknown' },
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
