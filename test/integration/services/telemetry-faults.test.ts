import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SunkLog, SunkSpan } from './otlp-sink.ts';
import { allServices, eventually, logsOf, placeOrder, startShop, traceIdOf, traceOf, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());
afterEach(async () => {
  for (const service of allServices) expect((await shop.control(service, 'DELETE', '/faults')).status).toBe(204);
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
