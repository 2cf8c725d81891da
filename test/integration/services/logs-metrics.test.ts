import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SunkPoint } from './otlp-sink.ts';
import { eventually, placeOrder, startShop, traceIdOf, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());

function point(service: string, name: string, wanted: (point: SunkPoint) => boolean = () => true): Promise<SunkPoint> {
  return eventually(`${name} of ${service}`, () =>
    shop.sink.points().find((one) => one.service === service && one.name === name && wanted(one)),
  );
}

test('each request is a log line of its trace, with the URL in its text and in its fields, over OTLP and on stdout', async () => {
  const response = await fetch(`${shop.url}/products?category=office&token=t0p`);
  const traceId = traceIdOf(response);
  const line = await eventually('the log record', () =>
    shop.sink.logs.find((log) => log.traceId === traceId && log.service === 'gateway'),
  );
  expect(line).toMatchObject({
    service: 'gateway',
    severity: 'info',
    body: 'GET /products?category=office&token=t0p 200',
    attributes: { req: { method: 'GET', url: '/products?category=office&token=t0p' }, res: { statusCode: 200 } },
  });
  const printed = await eventually('the printed line', () => shop.lines.gateway.find((text) => text.includes(traceId)));
  expect(JSON.parse(printed)).toMatchObject({ level: 'info', trace_id: traceId, msg: line.body });
});

test('a business event is logged within the span that it belongs to', async () => {
  const traceId = traceIdOf(await placeOrder(shop));
  const [placed, span] = await eventually('log and span', () => {
    const log = shop.sink.logs.find((one) => one.traceId === traceId && one.body === 'order placed');
    const process = shop.sink.spans.find((one) => one.traceId === traceId && one.name === 'process_order');
    return log && process ? ([log, process] as const) : undefined;
  });
  expect(placed.spanId).toBe(span.spanId);
  expect(placed.attributes['order.id']).toBe(span.attributes['order.id']);
});

test('business metrics count what was sold, in their units', async () => {
  const isLeisure = ({ attributes }: SunkPoint): boolean => attributes['product.category'] === 'leisure';
  // A jigsaw puzzle at 17.90, and 10 of them; no other test here buys leisure.
  for (const quantity of [1, 10]) expect((await placeOrder(shop, quantity, 17)).status).toBe(201);
  const created = await point('order', 'orders.created', (one) => isLeisure(one) && one.value === 2);
  expect(created.unit).toBe('{order}');
  const value = await point('order', 'orders.value', (one) => isLeisure(one) && one.count === 2);
  expect(value.unit).toBe('USD');
  expect(value.sum).toBeCloseTo(196.9, 5);
  const processing = await point('payment', 'payment.processing.duration', ({ count = 0 }) => count >= 2);
  expect(processing.unit).toBe('s');
  expect(processing.attributes).toEqual({ 'payment.provider': 'sandbox-pay' });
  // 20 to 50 ms each; a slow machine can only add to it.
  expect((processing.sum ?? 0) / (processing.count ?? 1)).toBeGreaterThan(0.019);
});

test('request durations are seconds by route and status, with buckets for objectives of 1s and 2s', async () => {
  await fetch(`${shop.url}/products/1?token=t0p`);
  const [duration] = await Promise.all(
    (['gateway', 'order'] as const).map((service) =>
      point(service, 'http.server.request.duration', (one) => one.attributes['http.route'] === '/products/:id'),
    ),
  );
  if (!duration) throw new Error('no service was asked');
  expect(duration.unit).toBe('s');
  expect(duration.attributes).toMatchObject({ 'http.request.method': 'GET', 'http.response.status_code': 200 });
  expect(duration.bounds).toEqual(expect.arrayContaining([1, 2, 2.5]));
  expect(JSON.stringify(shop.sink.points())).not.toContain('t0p');
});

test('the runtime exports metrics of its event loop and heap', async () => {
  expect((await point('gateway', 'nodejs.eventloop.delay.p99')).unit).toBe('s');
  expect((await point('payment', 'v8js.memory.heap.used')).unit).toBe('By');
});
