import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SunkSpan } from './otlp-sink.ts';
import type { CoreServiceName } from '../../../stack/services/index.ts';
import { allServices, eventually, logsOf, placeOrder, startShop, traceIdOf, traceOf, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());

/** The names from the root to a span, each with its service. */
function pathTo(spans: SunkSpan[], name: string): string[] {
  const path: string[] = [];
  let span = spans.find((candidate) => candidate.name === name);
  while (span) {
    path.unshift(`${span.service} ${span.name}`);
    const { parentSpanId } = span;
    span = spans.find((candidate) => candidate.spanId === parentSpanId);
  }
  return path;
}

test('an order is one trace through the three services, under the id that the gateway answers with', async () => {
  const response = await placeOrder(shop);
  expect(response.status).toBe(201);
  const order = (await response.json()) as { id: string; value: number; status: string; paymentId: string };
  expect(order).toMatchObject({ value: 159.8, status: 'paid' });
  const spans = await traceOf(shop, traceIdOf(response), allServices);

  expect(pathTo(spans, 'payment.charge')).toEqual([
    'gateway POST /orders',
    'gateway request',
    'gateway POST',
    'order POST /orders',
    'order request',
    'order process_order',
    'order POST',
    'payment POST /charges',
    'payment request',
    'payment payment.charge',
  ]);
  expect(spans.find((span) => span.name === 'process_order')?.attributes).toEqual({
    'order.id': order.id,
    'order.quantity': 2,
    'order.value': 159.8,
    'order.currency': 'USD',
    'order.status': 'paid',
    'product.id': '3',
  });
  expect(spans.find((span) => span.name === 'payment.charge')?.attributes).toEqual({
    'payment.id': order.paymentId,
    'payment.provider': 'sandbox-pay',
    'payment.amount': 159.8,
    'payment.currency': 'USD',
    'payment.status': 'succeeded',
    'order.id': order.id,
  });
  const queries = spans.filter((span) => span.name.startsWith('pg.query'));
  expect(queries.map((span) => span.name.split(' ')[0])).toEqual([
    'pg.query:SELECT',
    'pg.query:INSERT',
    'pg.query:UPDATE',
  ]);
  expect(new Set(spans.map((span) => span.status))).toEqual(new Set([0]));
});

test('the resource names the service, and its instance id stays the same from start to start', async () => {
  const traceId = traceIdOf(await fetch(`${shop.url}/products`));
  const span = await eventually('a span of the order service', () =>
    shop.sink.spans.find((one) => one.traceId === traceId && one.service === 'order'),
  );
  expect(span.resource).toMatchObject({
    'service.name': 'order',
    'service.namespace': 'sandbox',
    'service.instance.id': 'order-1',
    'deployment.environment.name': 'local',
    'telemetry.sdk.language': 'nodejs',
  });
});

test('products and orders are read through the gateway', async () => {
  const products = (await (await fetch(`${shop.url}/products?category=kitchen`)).json()) as { category: string }[];
  expect(products).toHaveLength(5);
  expect(new Set(products.map((product) => product.category))).toEqual(new Set(['kitchen']));
  expect(await (await fetch(`${shop.url}/products/20`)).json()).toMatchObject({
    id: 20,
    name: 'Film camera',
    price: 329,
  });
  const placed = (await (await placeOrder(shop)).json()) as { id: string };
  expect(await (await fetch(`${shop.url}/orders/${placed.id}`)).json()).toEqual(placed);
});

test.for<[what: string, path: string, body: string | undefined, status: number, services: CoreServiceName[]]>([
  ['an unknown product', '/products/999', undefined, 404, ['gateway', 'order']],
  ['an unknown order', '/orders/00000000-0000-4000-8000-000000000000', undefined, 404, ['gateway', 'order']],
  ['an unknown route', '/nothing', undefined, 404, ['gateway']],
  ['a malformed path', '/%zz', undefined, 400, ['gateway']],
  ['a malformed id', '/products/abc', undefined, 400, ['gateway', 'order']],
  ['a body that is no JSON', '/orders', '{', 400, ['gateway']],
  ['a quantity out of range', '/orders', '{"productId":1,"quantity":1000}', 400, ['gateway', 'order']],
  ['an order of an unknown product', '/orders', '{"productId":999}', 422, ['gateway', 'order']],
])('%s is the fault of its caller: a 4xx that has a trace, without an error of a server span', async (given) => {
  const [, path, body, status, services] = given;
  const init = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  const response = await fetch(shop.url + path, init);
  expect(response.status).toBe(status);
  const spans = await traceOf(shop, traceIdOf(response), services);
  const servers = spans.filter((span) => span.kind === 2);
  expect(servers.map(({ service }) => service).sort()).toEqual(services);
  expect(servers.filter((span) => span.status === 2)).toEqual([]);
});

test('the gateway says how long it took, whatever its answer', async () => {
  for (const path of ['/products', '/orders/none']) {
    const response = await fetch(shop.url + path);
    expect(response.headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/);
  }
});

test('health checks and the control endpoint make no spans and no log lines', async () => {
  for (const service of allServices) {
    const health = await fetch(`http://127.0.0.1:${shop.services[service].port}/health`);
    expect(await health.json()).toEqual({ status: 'ok' });
    expect(health.headers.get('traceresponse')).toBeNull();
    expect((await shop.control(service, 'GET', '/faults')).status).toBe(200);
  }
  // A service exports in order: what it made for the requests above would be there before what it makes for an order.
  const traceId = traceIdOf(await placeOrder(shop));
  await traceOf(shop, traceId, allServices);
  await logsOf(shop, traceId, allServices);
  const isOurs = (text: string): boolean => text.includes('health') || text.includes('faults');
  expect(shop.sink.spans.filter((span) => isOurs(JSON.stringify(span)))).toEqual([]);
  expect(shop.sink.logs.filter((log) => isOurs(JSON.stringify(log)))).toEqual([]);
});

test('a trace that the caller began is continued', async () => {
  const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
  const response = await fetch(`${shop.url}/products`, { headers: { traceparent } });
  expect(traceIdOf(response)).toBe('1'.repeat(32));
  const root = await eventually('the gateway span', () =>
    shop.sink.spans.find((span) => span.service === 'gateway' && span.parentSpanId === '2'.repeat(16)),
  );
  expect(root.traceId).toBe('1'.repeat(32));
});
