import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench, eventually, type Started } from './harness.ts';
import { RedisClient } from './redis-client.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

describe('redis', () => {
  let redis: Started;
  let port: number;
  beforeAll(async () => {
    redis = await bench.start('redis', { argv: ['--port=6379'] });
    port = (await redis.handle.ready)[6379] ?? 0;
  });

  test('stores values, and runs transactions and Lua scripts', async () => {
    const client = await RedisClient.connect(port);
    expect(await client.send('PING')).toBe('+PONG');
    expect(await client.send('SET', 'stock:3', '17')).toBe('+OK');
    expect(await client.send('INCRBY', 'stock:3', '-2')).toBe(':15');
    expect(await client.send('EVAL', "return redis.call('GET', KEYS[1])", '1', 'stock:3')).toBe('$2 15');
    client.close();
  });

  test('forgets a key when its time has passed', async () => {
    const client = await RedisClient.connect(port);
    expect(await client.send('SET', 'short', 'v', 'PX', '200')).toBe('+OK');
    expect(await client.send('GET', 'short')).toBe('$1 v');
    await eventually(
      async () => ((await client.send('GET', 'short')) === '$-1' ? true : undefined),
      () => 'still there',
    );
    client.close();
  });

  test('stops when it is asked to', async () => {
    expect(await redis.handle.stop()).toEqual({ code: 0 });
  });
});

describe('shipping and legacy', () => {
  const telemetry: { path: string; body: string }[] = [];
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  let shipping: Started;
  let legacy: Started;
  let urls: { shipping: string; control: string; legacy: string };

  beforeAll(async () => {
    const collector = await bench.listen(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        // Strings in protobuf are as they are, which is enough to find a name.
        request.on('end', () => {
          telemetry.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') });
          response.end();
        });
      }),
    );
    legacy = await bench.start('legacy', { argv: [], env: { PORT: '9090', CONTROL_PORT: '9464' } });
    const legacyPort = (await legacy.handle.ready)[9090] ?? 0;
    shipping = await bench.start('shipping', {
      argv: [],
      env: {
        PORT: '8083',
        CONTROL_PORT: '9464',
        LEGACY_URL: 'http://legacy:9090',
        OTEL_SERVICE_NAME: 'shipping',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      },
      hosts: { 'legacy:9090': `127.0.0.1:${legacyPort}`, 'otel-collector:4318': collector },
    });
    const ports = await shipping.handle.ready;
    urls = {
      shipping: `http://127.0.0.1:${ports[8083] ?? 0}`,
      control: `http://127.0.0.1:${ports[9464] ?? 0}`,
      legacy: `http://127.0.0.1:${legacyPort}`,
    };
  });

  const quote = (query: string): Promise<Response> =>
    fetch(`${urls.shipping}/quote?${query}`, {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });

  test('quote an order in one trace, which legacy is not part of', async () => {
    const response = await quote('product=3&quantity=2');
    expect(await response.json()).toEqual({
      product: 3,
      quantity: 2,
      grams: 1000,
      carrier: 'snail',
      priceCents: 410,
      currency: 'USD',
      days: 5,
    });
    expect(response.headers.get('traceresponse')).toContain(traceId);
    const metrics = await (await fetch(`${urls.legacy}/metrics`)).text();
    expect(metrics).toContain('carrier_quotes_total{carrier="snail"} 1');
    expect(legacy.lines.join('\n')).toContain('carrier=snail');
    expect(legacy.lines.join('\n')).not.toContain(traceId);
    const line = await eventually(
      () => shipping.lines.find((one) => one.includes('GET /quote')),
      () => shipping.lines,
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'INFO', trace_id: traceId, 'http.response.status_code': 200 });
  });

  test('inject a fault over the control endpoint', async () => {
    const set = await fetch(`${urls.control}/faults/error-rate`, { method: 'PUT', body: '{"status":503}' });
    expect(set.status).toBe(200);
    expect((await quote('product=3&quantity=2')).status).toBe(503);
    expect((await fetch(`${urls.control}/faults`, { method: 'DELETE' })).status).toBe(204);
    expect((await quote('product=3&quantity=2')).status).toBe(200);
  });

  test('export traces, metrics and logs before they have stopped', async () => {
    expect(await shipping.handle.stop()).toEqual({ code: 0 });
    const bodies = (path: string): string =>
      telemetry
        .filter((one) => one.path === path)
        .map(({ body }) => body)
        .join();
    expect(bodies('/v1/traces')).toContain('shipping.quote');
    expect(bodies('/v1/metrics')).toContain('http.server.request.duration');
    expect(bodies('/v1/logs')).toContain('shipping quoted');
  });

  test('crash with exit code 1', async () => {
    const restarted = await bench.start('legacy', { argv: [], env: { PORT: '9090', CONTROL_PORT: '9464' } });
    const ports = await restarted.handle.ready;
    const answer = await fetch(`http://127.0.0.1:${ports[9464] ?? 0}/faults/crash`, { method: 'PUT' });
    expect(answer.status).toBe(200);
    expect((await restarted.handle.exited).code).toBe(1);
    expect(await legacy.handle.stop()).toEqual({ code: 0 });
  });
});
