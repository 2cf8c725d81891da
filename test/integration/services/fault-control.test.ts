import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CoreServiceName } from '../../../stack/services/index.ts';
import { allServices, startShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => (shop = await startShop()));
afterAll(() => shop.stop());
afterEach(async () => {
  for (const service of allServices) expect((await shop.control(service, 'DELETE', '/faults')).status).toBe(204);
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
