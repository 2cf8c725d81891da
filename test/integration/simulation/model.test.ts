import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../lib/random.ts';
import type { PlannedRequest } from '../../../scenarios/load/requests.ts';
import { loadUserAgent } from '../../../scenarios/load/sender.ts';
import { ModelSystem } from '../../../simulation/services/model-system.ts';
import { shop as model } from '../../../simulation/services/shop.ts';
import { shopSender } from '../../../check/catalog/shop-sender.ts';
import type { CoreServiceName } from '../../../stack/services/index.ts';
import { VirtualTime } from '../../../simulation/clock/virtual-time.ts';
import { startOtlpSink, type OtlpSink, type SunkLog, type SunkPoint, type SunkSpan } from '../services/otlp-sink.ts';
import { allServices, eventually, logsOf, startShop, traceIdOf, traceOf, type Shop } from '../services/shop.ts';

// The model must export what the demo services export: the same requests and faults go to both, and their telemetry is compared.

interface Case {
  name: string;
  request: Omit<PlannedRequest, 'planted'>;
  fault?: { service: CoreServiceName; name: string; parameters: Record<string, unknown> };
}

const order: Case['request'] = {
  route: 'order',
  method: 'POST',
  path: '/orders',
  body: { productId: 3, quantity: 2 },
};
const secrets = { token: 'abc', password: 'xyz' };
const cases: Case[] = [
  { name: 'a look at the catalog', request: { route: 'browse', method: 'GET', path: '/products' } },
  { name: 'a product', request: { route: 'product', method: 'GET', path: '/products/3' } },
  {
    name: 'a planted secret',
    request: { route: 'product', method: 'GET', path: '/products/3?token=abc&password=xyz' },
  },
  { name: 'a product that is not there', request: { route: 'product', method: 'GET', path: '/products/999' } },
  { name: 'an order', request: order },
  {
    name: 'an order whose payment fails',
    request: order,
    fault: { service: 'payment', name: 'error-rate', parameters: { rate: 1, status: 500, seed: 1 } },
  },
  {
    name: 'a product that fails',
    request: { route: 'product', method: 'GET', path: '/products/3' },
    fault: {
      service: 'order',
      name: 'error-rate',
      parameters: { status: 503, routes: ['GET /products/:id'], seed: 1 },
    },
  },
  {
    name: 'an order whose calls carry secrets',
    request: order,
    fault: { service: 'order', name: 'secret-in-url', parameters: secrets },
  },
];

interface Exported {
  spans: SunkSpan[];
  logs: SunkLog[];
}

let shop: Shop;
let sink: OtlpSink;
const live = new Map<string, Exported>();
const modeled = new Map<string, Exported>();
let points: { live: SunkPoint[]; modeled: SunkPoint[] };

beforeAll(async () => {
  shop = await startShop();
  sink = await startOtlpSink();
  for (const { name, request, fault } of cases) {
    if (fault) await shop.control(fault.service, 'PUT', `/faults/${fault.name}`, fault.parameters);
    const response = await fetch(shop.url + request.path, {
      method: request.method,
      headers: { 'user-agent': loadUserAgent, ...(request.body ? { 'content-type': 'application/json' } : {}) },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    });
    await response.text();
    const traceId = traceIdOf(response);
    const services = request.route === 'order' ? allServices : (['gateway', 'order'] as const);
    live.set(name, {
      spans: await traceOf(shop, traceId, services),
      logs: await logsOf(shop, traceId, services),
    });
    if (fault) await shop.control(fault.service, 'DELETE', '/faults');
  }
  const bodies = await simulateModel();
  for (const { signal, body } of bodies) {
    await (await fetch(`${sink.url}/v1/${signal}`, { method: 'POST', body: new Uint8Array(body) })).arrayBuffer();
  }
  for (const [name, traceId] of traceIds) {
    const spans = sink.spans.filter((span) => span.traceId === traceId);
    modeled.set(name, { spans, logs: sink.logs.filter((line) => line.traceId === traceId) });
  }
  const names = new Set(sink.points().map(({ name }) => name));
  // A service's server duration is the last that a request adds to: once all are counted, so is everything else of that export.
  const served = (all: SunkPoint[], service: string): number =>
    all
      .filter((point) => point.service === service && point.name === 'http.server.request.duration')
      .reduce((sum, { count = 0 }) => sum + count, 0);
  const livePoints = await eventually('the metrics of the last request', () => {
    const all = shop.sink.points();
    const counted = allServices.every((service) => served(all, service) >= served(sink.points(), service));
    return counted ? all : undefined;
  });
  points = { live: livePoints.filter(({ name }) => names.has(name)), modeled: sink.points() };
});
afterAll(async () => {
  await sink.close();
  await shop.stop();
});

const traceIds = new Map<string, string>();

async function simulateModel(): Promise<{ signal: string; body: Uint8Array }[]> {
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  const bodies: { signal: string; body: Uint8Array }[] = [];
  await time.run(async () => {
    const system = new ModelSystem({
      model,
      time,
      random: seededRandom(1),
      send: () => (signal, body) => {
        bodies.push({ signal, body });
        return Promise.resolve({ status: 200 });
      },
      intervals: { batches: 1000, metrics: 60_000 },
    });
    const sender = shopSender(system, time);
    for (const { name, request, fault } of cases) {
      if (fault) await system.faults(fault.service).enable(fault.name, fault.parameters);
      const sent = await sender.send({ ...request, planted: false });
      if (!('failure' in sent) && sent.traceId !== undefined) traceIds.set(name, sent.traceId);
      if (fault) await system.faults(fault.service).disable(fault.name);
    }
    await time.sleep(5000);
    await system.stop();
  });
  return bodies;
}

/** What differs from one run to the next: of these only that they are there, and their type. */
const varying = /port$|\.id$|^url\.full$|stacktrace$|^reqId$|^responseTime$/;

function comparable(attributes: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([key, value]) => [key, varying.test(key) ? typeof value : value]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** A trace without ids and times, children in the order of their names. */
function treeOf(spans: readonly SunkSpan[], parent = ''): unknown[] {
  const children = spans.filter((span) => span.parentSpanId === parent);
  return children
    .map(({ spanId, service, scope, name, kind, status, statusMessage, attributes, events, resource }) => ({
      span: `${service}: ${name}`,
      scope,
      kind,
      status,
      statusMessage,
      resource,
      attributes: comparable(attributes),
      events: events.map((event) => ({ name: event.name, attributes: comparable(event.attributes) })),
      children: treeOf(spans, spanId),
    }))
    .sort((a, b) => (a.span < b.span ? -1 : 1));
}

function linesOf({ logs, spans }: Exported): unknown[] {
  const within = (id: string): string => {
    const span = spans.find(({ spanId }) => spanId === id);
    return span ? `${span.service}: ${span.name} by ${span.scope}` : 'no span';
  };
  return logs
    .map(({ service, scope, severity, body, attributes, spanId }) => ({
      line: `${service}: ${String(body).replace(/127\.0\.0\.1:\d+/, 'address')}`,
      scope,
      severity,
      attributes: comparable(attributes),
      within: within(spanId),
    }))
    .sort((a, b) => (a.line < b.line ? -1 : 1));
}

test.each(cases)('$name makes the same spans', ({ name }) => {
  const spans = live.get(name)?.spans ?? [];
  expect(spans.length).toBeGreaterThan(4);
  expect(treeOf(modeled.get(name)?.spans ?? [])).toEqual(treeOf(spans));
});

test.each(cases)('$name makes the same lines', ({ name }) => {
  const expected = live.get(name) ?? { spans: [], logs: [] };
  expect(expected.logs.length).toBeGreaterThan(1);
  expect(linesOf(modeled.get(name) ?? { spans: [], logs: [] })).toEqual(linesOf(expected));
});

test('the metrics of the model are those of the services, with the same attributes and counts', () => {
  const shown = (all: SunkPoint[]): string[] =>
    all
      .map((point) =>
        // In the order of their names: a point may have got its fields in another.
        JSON.stringify(
          Object.entries({
            ...point,
            attributes: Object.entries(comparable(point.attributes)).sort(),
            sum: 0,
            value: 0,
          }).sort(([a], [b]) => a.localeCompare(b)),
        ),
      )
      .sort();
  expect(points.modeled.length).toBeGreaterThan(10);
  const known = new Set(
    shown(points.modeled).map(
      (text) => (Object.fromEntries(JSON.parse(text) as [string, unknown][]) as unknown as SunkPoint).name,
    ),
  );
  expect([...known].sort()).toEqual([
    'db.client.operation.duration',
    'http.client.request.duration',
    'http.server.request.duration',
    'orders.created',
    'orders.value',
    'otel.sdk.processor.span.processed',
    'payment.processing.duration',
  ]);
  expect(shown(points.modeled)).toEqual(
    shown(points.live.filter(({ attributes }) => attributes['db.operation.name'] !== 'CREATE')),
  );
});
