import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CoreServiceName } from '../../../stack/services/index.ts';
import type { SunkLog, SunkSpan } from './otlp-sink.ts';
import { allServices, eventually, logsOf, placeOrder, startShop, traceIdOf, traceOf, type Shop } from './shop.ts';

let shop: Shop;
const crashed = new Set<CoreServiceName>();
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());
afterEach(async () => {
  // All but what the last test has crashed.
  const alive = allServices.filter((service) => !crashed.has(service));
  for (const service of alive) expect((await shop.control(service, 'DELETE', '/faults')).status).toBe(204);
});

describe('the control endpoint', () => {
  test('lists the faults that a service can have, and only those', async () => {
    const names = async (service: CoreServiceName): Promise<string[]> =>
      ((await shop.control(service, 'GET', '/faults')).body as { name: string }[]).map(({ name }) => name);
    const everywhere = [
      ...['latency', 'error-rate', 'crash', 'memory-leak', 'cpu-saturation', 'log-storm', 'clock-skew'],
      ...['inconsistent-sampling', 'cardinality-explosion'],
    ];
    expect(await names('payment')).toEqual(everywhere);
    expect(await names('order')).toEqual([...everywhere, 'slow-queries', 'secret-in-url', 'lost-context']);
    expect(await names('gateway')).toEqual([...everywhere, 'secret-in-url', 'lost-context']);
  });

  test('shows a fault as active with its parameters until it is ended', async () => {
    const status = async (): Promise<unknown> =>
      ((await shop.control('payment', 'GET', '/faults')).body as unknown[])[1];
    const put = await shop.control('payment', 'PUT', '/faults/error-rate', { rate: 0.5 });
    expect(put.status).toBe(200);
    expect(await status()).toEqual(put.body);
    expect(put.body).toMatchObject({ active: true, parameters: { rate: 0.5, status: 500, routes: ['POST /charges'] } });
    expect((await shop.control('payment', 'DELETE', '/faults/error-rate')).status).toBe(204);
    expect(await status()).toMatchObject({ active: false });
    expect(await status()).not.toHaveProperty('parameters');
  });

  test('and the service itself answer no web page', async () => {
    const { port, controlPort } = shop.services.payment;
    for (const [at, path] of [
      [controlPort, '/faults'],
      [port, '/health'],
    ] as const) {
      const foreign = request({ port: at, path, headers: { host: 'rebound.example' } }).end();
      const [response] = (await once(foreign, 'response')) as [IncomingMessage];
      expect(response.resume().statusCode).toBe(403);
    }
  });

  test('ends a fault whose lease is not renewed', async () => {
    const isActive = async (): Promise<boolean> =>
      ((await shop.control('payment', 'GET', '/faults')).body as { active: boolean }[]).some(({ active }) => active);
    const refused = await shop.control('payment', 'PUT', '/faults/error-rate?lease=-1', {});
    expect(refused).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('up to 3600, not "-1"') as string },
    });
    expect((await shop.control('payment', 'PUT', '/faults/error-rate?lease=3600', {})).status).toBe(200);
    expect((await shop.control('payment', 'POST', '/faults/error-rate')).status).toBe(204);
    expect(await isActive()).toBe(true);
    expect((await shop.control('payment', 'PUT', '/faults/error-rate?lease=0.05', {})).status).toBe(200);
    await expect.poll(isActive).toBe(false);
    expect((await shop.control('payment', 'POST', '/faults/error-rate')).status).toBe(404);
  });

  test.for([
    ['error-rate', { rate: 2 }, 400, 'from 0 to 1'],
    ['error-rate', { rtae: 0.1 }, 400, 'there is no parameter "rtae"; there are: rate, status, routes, seed'],
    ['error-rate', { routes: ['GET /nope'] }, 400, '"POST /charges"'],
    ['latency', {}, 400, '"ms" is missing'],
    ['log-storm', { severity: 'loud' }, 400, 'it must be one of info, warn, error'],
    ['latency', [1], 400, 'must be a JSON object'],
    [
      'secret-in-url',
      { token: 'x' },
      404,
      'this service has no fault "secret-in-url"; it has: latency, error-rate, crash, ',
    ],
  ] as const)('refuses %s with %j', async ([fault, parameters, status, message]) => {
    const answer = await shop.control('payment', 'PUT', `/faults/${fault}`, parameters);
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toContain(message);
    const faults = (await shop.control('payment', 'GET', '/faults')).body as { active: boolean }[];
    expect(faults.some(({ active }) => active)).toBe(false);
  });
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

test('secret-in-url puts the secrets wherever a URL goes: spans of both sides and both logs', async () => {
  await shop.control('gateway', 'PUT', '/faults/secret-in-url', { token: 'tok-4711', password: 'pass-4712' });
  const response = await fetch(`${shop.url}/products`);
  expect(response.status).toBe(200);
  const traceId = traceIdOf(response);
  const spans = await traceOf(shop, traceId, ['gateway', 'order']);
  const attribute = (service: string, name: string): string[] =>
    spans
      .filter((span) => span.service === service)
      .flatMap((span) => (name in span.attributes ? String(span.attributes[name]) : []));
  const secret = expect.stringMatching(/token=tok-4711&password=pass-4712/) as unknown;
  expect(attribute('gateway', 'url.full')).toContainEqual(secret);
  expect(attribute('gateway', 'url.query')).toContainEqual(secret);
  expect(attribute('order', 'url.query')).toContainEqual(secret);
  expect(attribute('order', 'url.path')).toContainEqual(secret);
  const leaks = await eventually('both log lines', () => {
    const found = shop.sink.logs.filter((log) => log.traceId === traceId && String(log.body).includes('tok-4711'));
    return found.length === 2 ? found : undefined;
  });
  expect(leaks.map(({ service }) => service).sort()).toEqual(['gateway', 'order']);
  // The act of switching must not be a leak of its own.
  const began = await eventually('the line on the fault', () =>
    shop.lines.gateway.find((line) => line.includes('fault secret-in-url began')),
  );
  expect(began).not.toContain('tok-4711');
});

test('inconsistent-sampling drops the spans of its service and of those that it calls, for traces of its choice', async () => {
  await shop.control('order', 'PUT', '/faults/inconsistent-sampling', { ratio: 0 });
  const incomplete = traceIdOf(await placeOrder(shop));
  await shop.control('order', 'DELETE', '/faults');
  // A later trace with the spans of all services: those of the first would have arrived before.
  const whole = traceIdOf(await placeOrder(shop));
  await traceOf(shop, whole, allServices);
  const spans = await traceOf(shop, incomplete, ['gateway']);
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['gateway']));
  await shop.control('order', 'PUT', '/faults/inconsistent-sampling', { ratio: 1 });
  await traceOf(shop, traceIdOf(await placeOrder(shop)), allServices);
});

test('cardinality-explosion adds a series for each request, and none once it is reverted', async () => {
  const pointsOf = (metric: string) => shop.sink.points().filter(({ name }) => name === metric);
  const created = () => pointsOf('orders.created').reduce((sum, { value = 0 }) => sum + value, 0);
  const series = () => pointsOf('requests.by_session');
  // An export of order that has this order has everything before it.
  const afterAnOrder = async () => {
    const before = created();
    expect((await placeOrder(shop)).status).toBe(201);
    await eventually('the metrics of the order', () => (created() > before ? true : undefined));
  };
  await afterAnOrder();
  expect(series()).toEqual([]);
  await shop.control('order', 'PUT', '/faults/cardinality-explosion', {});
  for (let n = 0; n < 3; n += 1) expect((await fetch(`${shop.url}/products/8`)).status).toBe(200);
  await shop.control('order', 'DELETE', '/faults');
  await afterAnOrder();
  expect(series()).toHaveLength(3);
  expect(new Set(series().map(({ attributes }) => attributes['session.id'])).size).toBe(3);
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

test('log-storm logs at its severity to both outputs, until it is reverted', async () => {
  const stormy = (): SunkLog[] => shop.sink.logs.filter(({ body }) => String(body).includes('refused, retrying'));
  await shop.control('payment', 'PUT', '/faults/log-storm', { linesPerSecond: 200, severity: 'warn' });
  await eventually('100 lines', () => stormy().length >= 100 || undefined);
  await shop.control('payment', 'DELETE', '/faults/log-storm');
  expect(new Set(stormy().map(({ service, severity }) => `${service} ${severity}`))).toEqual(new Set(['payment warn']));
  expect(shop.lines.payment.some((line) => line.includes('refused, retrying'))).toBe(true);
  const afterAnOrder = async (): Promise<number> => {
    await logsOf(shop, traceIdOf(await placeOrder(shop)), ['payment']);
    return stormy().length;
  };
  expect(await afterAnOrder()).toBe(await afterAnOrder());
});

test('clock-skew shifts spans and log records of its service alone', async () => {
  const lagOf = async (): Promise<{ span: number; log: number }> => {
    const traceId = traceIdOf(await fetch(`${shop.url}/products`));
    const server = (spans: SunkSpan[], name: string): number =>
      spans.find(({ service, kind }) => service === name && kind === 2)?.start ?? NaN;
    const spans = await traceOf(shop, traceId, ['gateway', 'order']);
    const logs = await logsOf(shop, traceId, ['gateway', 'order']);
    const logged = (name: string): number => logs.find(({ service }) => service === name)?.time ?? NaN;
    return {
      span: server(spans, 'order') - server(spans, 'gateway'),
      log: logged('order') - logged('gateway'),
    };
  };
  const minute = 60_000;
  await shop.control('order', 'PUT', '/faults/clock-skew', { offsetMs: -10 * minute });
  const behind = await lagOf();
  expect(behind.span).toBeLessThan(-9 * minute);
  expect(behind.log).toBeLessThan(-9 * minute);
  await shop.control('order', 'PUT', '/faults/clock-skew', { offsetMs: 10 * minute });
  const ahead = await lagOf();
  expect(ahead.span).toBeGreaterThan(9 * minute);
  expect(ahead.log).toBeGreaterThan(9 * minute);
  await shop.control('order', 'DELETE', '/faults/clock-skew');
  const right = await lagOf();
  expect(right.span).toBeGreaterThanOrEqual(0);
  expect(Math.abs(right.log)).toBeLessThan(minute);
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

test('lost-context makes the callee start a new trace', async () => {
  await shop.control('gateway', 'PUT', '/faults/lost-context', {});
  const traceId = traceIdOf(await fetch(`${shop.url}/products/7`));
  const called = await eventually("the callee's server span", () =>
    shop.sink.spans.find(
      ({ service, kind, attributes }) => service === 'order' && kind === 2 && attributes['url.path'] === '/products/7',
    ),
  );
  expect(called.parentSpanId).toBe('');
  expect(called.traceId).not.toBe(traceId);
  const spans = await traceOf(shop, traceId, ['gateway']);
  expect(new Set(spans.map((span) => span.service))).toEqual(new Set(['gateway']));
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
