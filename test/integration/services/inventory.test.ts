import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureEnvironment } from '../../../stack/python/environment.ts';
import { pythonFolder } from '../../../stack/python/requirements.ts';
import { join } from 'node:path';
import { titled } from '../../docker/docker-or-reason.ts';
import { pythonOrReason } from '../python/python-or-reason.ts';
import type { SunkSpan } from './otlp-sink.ts';
import { eventually, placeOrder, startShop, traceIdOf, traceOf, type Shop } from './shop.ts';

const { python, reason } = await pythonOrReason();
const folder = pythonFolder('inventory');

describe.skipIf(reason)(titled('the inventory service', reason), () => {
  let interpreter: string;
  let shop: Shop;
  beforeAll(async () => {
    if (!python) throw new Error('no Python');
    const lockFile = join(folder, 'requirements-dev.txt');
    interpreter = await ensureEnvironment('inventory', { python, lockFile });
    shop = await startShop({ interpreter });
  }, 300_000);
  afterAll(() => shop.stop());

  test('passes its own tests', async () => {
    const { exitCode, stdout } = await execa(interpreter, ['-B', '-m', 'pytest'], { cwd: folder, reject: false });
    expect(stdout).toMatch(/\d+ passed/);
    expect(exitCode).toBe(0);
  });

  test('takes part in the trace of an order, with its SQL', async () => {
    const response = await placeOrder(shop);
    expect(response.status).toBe(201);
    const traceId = traceIdOf(response);
    const spans = await traceOf(shop, traceId, ['gateway', 'order', 'inventory', 'payment']);
    const own = spans.filter(({ service }) => service === 'inventory');
    const server = own.find(({ kind }) => kind === 2);
    expect(server).toMatchObject({ name: 'POST /stock/{product_id}/reservations' });
    expect(server?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/stock/{product_id}/reservations',
      'http.response.status_code': 201,
    });
    const reserve = own.find(({ name }) => name === 'stock.reserve');
    expect(reserve?.parentSpanId).toBe(server?.spanId);
    const statements = own.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(statements.map(({ parentSpanId }) => parentSpanId)).toContain(reserve?.spanId);
    expect(statements.map(({ attributes }) => attributes['db.query.text'])).toEqual(
      expect.arrayContaining([expect.stringContaining('UPDATE stock')]),
    );
    const line = await eventually('its log line', () =>
      shop.sink.logs.find(
        (log) => log.service === 'inventory' && log.traceId === traceId && log.body === 'stock reserved',
      ),
    );
    expect(line.attributes).toMatchObject({ 'product.id': 3, 'stock.quantity': 2 });
  });

  test('slow-queries makes the span of its query longer, and adds none', async () => {
    const url = `http://127.0.0.1:${shop.services.inventory?.controlPort ?? 0}/faults/slow-queries`;
    const statements = async (): Promise<SunkSpan[]> => {
      const traceId = traceIdOf(await fetch(`${shop.url}/products/4`));
      const spans = await traceOf(shop, traceId, ['gateway', 'order', 'inventory']);
      return spans.filter(({ service, attributes }) => service === 'inventory' && 'db.query.text' in attributes);
    };
    const fast = await statements();
    expect((await fetch(url, { method: 'PUT', body: JSON.stringify({ ms: 1500 }) })).status).toBe(200);
    const slow = await statements();
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    expect(slow.map(({ attributes }) => attributes['db.query.text'])).toEqual(
      fast.map(({ attributes }) => attributes['db.query.text']),
    );
    expect(slow[0]?.ms).toBeGreaterThanOrEqual(1500);
    expect(fast[0]?.ms).toBeLessThan(1500);
  });

  test('exports what it has when it is stopped', async () => {
    const { inventory } = shop.services;
    if (!inventory) throw new Error('it does not run');
    const traceId = 'a'.repeat(32);
    const headers = { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
    expect((await fetch(`http://127.0.0.1:${inventory.port}/stock/3`, { headers })).status).toBe(200);
    await inventory.stop();
    expect(await inventory.exited).toEqual({ code: 0, signal: null });
    expect(shop.sink.spans.filter((span) => span.traceId === traceId).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['GET /stock/{product_id}', 'stock.lookup']),
    );
  });
});
