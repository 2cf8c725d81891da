import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CoreServiceName } from '../../../stack/services/index.ts';
import type { SunkSpan } from './otlp-sink.ts';
import { allServices, eventually, placeOrder, startShop, traceIdOf, traceOf, type Shop } from './shop.ts';

let shop: Shop;
const crashed = new Set<CoreServiceName>();
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());
afterEach(async () => {
  // All but what the last test has crashed.
  const alive = allServices.filter((service) => !crashed.has(service));
  for (const service of alive) expect((await shop.control(service, 'DELETE', '/faults')).status).toBe(204);
});

describe('error-rate', () => {
  test('in payment fails the order, and shows from the span of the charge up to the root', async () => {
    await shop.control('payment', 'PUT', '/faults/error-rate', { rate: 1, status: 503 });
    const response = await placeOrder(shop);
    expect(response.status).toBe(502);
    const spans = await traceOf(shop, traceIdOf(response), allServices);
    const servers = spans.filter((span) => span.kind === 2);
    expect(
      servers.map((span) => [span.service, span.status, span.attributes['http.response.status_code']]).sort(),
    ).toEqual([
      ['gateway', 2, 502],
      ['order', 2, 502],
      ['payment', 2, 503],
    ]);
    expect(servers.find((span) => span.service === 'gateway')?.attributes['error.type']).toBe('502');
    const charge = spans.find((span) => span.name === 'payment.charge');
    expect(charge).toMatchObject({ status: 2, attributes: { 'error.type': 'InjectedError' } });
    expect(charge?.events.map((event) => [event.name, event.attributes['exception.type']])).toEqual([
      ['exception', 'InjectedError'],
    ]);
    const process = spans.find((span) => span.name === 'process_order');
    expect(process).toMatchObject({ status: 2, attributes: { 'error.type': 'UpstreamError' } });
    const order = await fetch(`${shop.url}/orders/${String(process?.attributes['order.id'])}`);
    expect(await order.json()).toMatchObject({ status: 'failed', paymentId: null });
  });

  test('affects the same requests again with the same seed, each with an error of its own trace, and no others', async () => {
    const run = async (): Promise<boolean[]> => {
      await shop.control('gateway', 'PUT', '/faults/error-rate', { rate: 0.5, seed: 7, routes: ['GET /products/:id'] });
      const affected: boolean[] = [];
      for (let i = 0; i < 12; i++) {
        expect((await fetch(`${shop.url}/products`)).status).toBe(200);
        const response = await fetch(`${shop.url}/products/1`);
        const root = (await traceOf(shop, traceIdOf(response), ['gateway'])).find((span) => span.parentSpanId === '');
        expect(root?.status).toBe(response.status === 500 ? 2 : 0);
        affected.push(response.status === 500);
      }
      return affected;
    };
    const first = await run();
    expect(first).toContain(true);
    expect(first).toContain(false);
    expect(await run()).toEqual(first);
  });
});

test('latency delays within the span of the work, and ends when it is switched off', async () => {
  await shop.control('payment', 'PUT', '/faults/latency', { ms: 400, jitterMs: 100 });
  const slow = await traceOf(shop, traceIdOf(await placeOrder(shop)), allServices);
  expect(slow.find((span) => span.name === 'payment.charge')?.ms).toBeGreaterThan(299);
  expect(slow.find((span) => span.parentSpanId === '')?.ms).toBeGreaterThan(299);
  await shop.control('payment', 'DELETE', '/faults/latency');
  const faults = (await shop.control('payment', 'GET', '/faults')).body;
  expect((faults as object[])[0]).toMatchObject({ name: 'latency', active: false });
});

test('cpu-saturation blocks the event loop, which still answers, until it is reverted', async () => {
  const runtime = (name: string): number =>
    shop.sink.points().find((point) => point.service === 'payment' && point.name === `nodejs.eventloop.${name}`)
      ?.value ?? NaN;
  const idle = (): Promise<true> => eventually('an idle event loop', () => runtime('utilization') < 0.5 || undefined);
  await idle();
  await shop.control('payment', 'PUT', '/faults/cpu-saturation', { load: 0.8 });
  // The two are sampled at different moments, so an export may show one before the other.
  await eventually(
    'a blocked event loop',
    () => (runtime('utilization') > 0.7 && runtime('delay.max') > 0.15) || undefined,
  );
  expect((await placeOrder(shop)).status).toBe(201);
  expect((await shop.control('payment', 'DELETE', '/faults/cpu-saturation')).status).toBe(204);
  await idle();
});

describe('slow-queries', () => {
  const ms = 1500;
  const queriesOf = async (): Promise<{ queries: SunkSpan[]; spans: SunkSpan[] }> => {
    const traceId = traceIdOf(await fetch(`${shop.url}/products/3`));
    const spans = await traceOf(shop, traceId, ['gateway', 'order']);
    return { queries: spans.filter(({ attributes }) => 'db.query.text' in attributes), spans };
  };

  test('makes the span of the query longer, adds no span, and leaves the health check alone', async () => {
    await shop.control('order', 'PUT', '/faults/slow-queries', { ms: 60_000, rate: 0 });
    const fast = await queriesOf();
    await shop.control('order', 'PUT', '/faults/slow-queries', { ms });
    const slow = await queriesOf();
    expect(slow.queries).toHaveLength(1);
    expect(slow.queries[0]?.ms).toBeGreaterThanOrEqual(ms);
    expect(slow.queries[0]?.attributes['db.query.text']).toEqual(fast.queries[0]?.attributes['db.query.text']);
    expect(slow.spans).toHaveLength(fast.spans.length);
    expect(fast.queries[0]?.ms).toBeLessThan(ms);
    await shop.control('order', 'PUT', '/faults/slow-queries', { ms: 60_000 });
    expect((await fetch(`http://127.0.0.1:${shop.services.order.port}/health`)).status).toBe(200);
  });

  test('acts together with another fault of the service, which outlasts it', async () => {
    await shop.control('order', 'PUT', '/faults/slow-queries', { ms });
    await shop.control('order', 'PUT', '/faults/error-rate', { status: 503, routes: ['GET /products'] });
    expect((await queriesOf()).queries[0]?.ms).toBeGreaterThanOrEqual(ms);
    expect((await fetch(`${shop.url}/products`)).status).toBe(502);
    await shop.control('order', 'DELETE', '/faults/slow-queries');
    expect((await queriesOf()).queries[0]?.ms).toBeLessThan(ms);
    expect((await fetch(`${shop.url}/products`)).status).toBe(502);
  });
});

test('crash ends the process at once with code 1, after the answer; its caller then fails with 503 and a trace', async () => {
  crashed.add('order');
  const put = await shop.control('order', 'PUT', '/faults/crash', {});
  expect(put.status).toBe(200);
  expect(await shop.services.order.exited).toEqual({ code: 1, signal: null });
  const response = await fetch(`${shop.url}/products`);
  expect(response.status).toBe(503);
  const root = (await traceOf(shop, traceIdOf(response), ['gateway'])).find((span) => span.parentSpanId === '');
  expect(root).toMatchObject({ status: 2, attributes: { 'error.type': '503' } });
});

test('memory-leak fills the heap, which its metrics show, until Node ends the process', async () => {
  crashed.add('payment');
  const heapMiB = (): number =>
    shop.sink
      .points()
      .filter(({ service, name }) => service === 'payment' && name === 'v8js.memory.heap.used')
      .reduce((bytes, { value = 0 }) => bytes + value, 0) /
    2 ** 20;
  expect(heapMiB()).toBeGreaterThan(5);
  expect(heapMiB()).toBeLessThan(96);
  expect((await shop.control('payment', 'PUT', '/faults/memory-leak', { overMs: 3000 })).status).toBe(200);
  await eventually('a heap that is nearly full', () => heapMiB() > 96 || undefined);
  expect(await shop.services.payment.exited).toMatchObject({
    signal: 'SIGABRT',
    message: expect.stringContaining('heap out of memory') as string,
  });
});
