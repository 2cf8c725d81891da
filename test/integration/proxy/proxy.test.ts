import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { seededRandom } from '../../../lib/random.ts';
import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { exportTraceRequest } from '../../../lib/otlp/codec/schema.ts';
import { readSpans } from '../../../lib/otlp/json/read-spans.ts';
import { httpSender, type Sent } from '../../../scenarios/load/sender.ts';
import { type Proxy, startProxy } from '../../../scenarios/proxy/start-proxy.ts';
import type { OtlpAnswer } from '../../../stack/clients/otlp.ts';

interface Seen {
  headers: IncomingMessage['headers'];
  method: string;
  url: string;
  body: string;
  /** From the headers to the end of the body. */
  bodyMs: number;
}

interface Setup {
  proxy: Proxy;
  /** What the application received. */
  seen: Seen[];
  send: (request?: Partial<{ method: 'GET' | 'POST'; path: string; body: unknown }>) => Promise<Sent>;
  /** The spans that reached the Collector. */
  spans: () => Promise<ReturnType<typeof readSpans>>;
}

async function setUp(answers: OtlpAnswer[] = []): Promise<Setup> {
  const seen: Seen[] = [];
  const application = createServer((request, response) => {
    const start = performance.now();
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { headers, method = '', url = '' } = request;
      seen.push({ headers, method, url, body, bodyMs: performance.now() - start });
      response.writeHead(url.startsWith('/base/missing') ? 404 : 200).end('x'.repeat(100));
    });
  }).listen(0, '127.0.0.1');
  await once(application, 'listening');
  const bodies: Uint8Array[] = [];
  const otlp = {
    url: '',
    sendSpans(body: Uint8Array<ArrayBuffer>): Promise<OtlpAnswer> {
      const answer = answers.shift() ?? 'accepted';
      if (answer === 'accepted') bodies.push(body);
      return Promise.resolve(answer);
    },
  };
  const { port } = application.address() as AddressInfo;
  const proxy = await startProxy({ target: `http://127.0.0.1:${port}/base`, otlp, random: seededRandom(1) });
  const sender = httpSender({ gateway: proxy.url, userAgent: 'test', connections: 4, startsTraces: true });
  onTestFinished(async () => {
    await sender.close();
    await proxy.stop();
    application.closeAllConnections();
    application.close();
  });
  return {
    proxy,
    seen,
    send: (request = {}) => sender.send({ route: 'r', method: 'GET', path: '/', planted: false, ...request }),
    async spans() {
      await proxy.flush(5000);
      return bodies.flatMap((body) => readSpans(decodeMessage(exportTraceRequest, Buffer.from(body))));
    },
  };
}

test('the application receives the request unchanged, within a trace whose root is the span of the proxy', async () => {
  const { send, seen, spans } = await setUp();
  const sent = await send({ method: 'POST', path: '/orders?a=1', body: { id: 7 } });
  expect(sent).toMatchObject({ status: 200, traceId: expect.stringMatching(/^[\da-f]{32}$/) as string });
  const [received] = seen;
  expect(received).toMatchObject({ method: 'POST', url: '/base/orders?a=1', body: '{"id":7}' });
  const [span] = await spans();
  expect(span).toMatchObject({
    service: 'sandbox-proxy',
    name: 'POST /orders',
    parentSpanId: '',
    traceId: sent.traceId,
    attributes: { 'http.request.method': 'POST', 'http.response.status_code': 200, 'url.query': 'a=1' },
  });
  expect(received?.headers.traceparent).toBe(`00-${sent.traceId ?? ''}-${span?.spanId ?? ''}-01`);
});

test('a response of the application is passed on, and an application that is not there is a 502 with its reason', async () => {
  const { send, proxy } = await setUp();
  expect(await send({ path: '/missing' })).toMatchObject({ status: 404 });
  const gone = await startProxy({
    target: 'http://127.0.0.1:1',
    otlp: { url: '', sendSpans: () => Promise.resolve('accepted') },
    random: seededRandom(1),
  });
  const sender = httpSender({ gateway: gone.url, userAgent: 'test', connections: 1 });
  const sent = await sender.send({ route: 'r', method: 'GET', path: '/', planted: false });
  expect(sent).toMatchObject({ status: 502, reason: 'ECONNREFUSED' });
  await sender.close();
  await gone.stop();
  expect(proxy.droppedSpans()).toBe(0);
});

test('a request to the name of a web page does not reach the application', async () => {
  const { proxy, seen } = await setUp();
  const outgoing = request(proxy.url, { headers: { host: 'evil.example' } }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(403);
  expect(seen).toEqual([]);
});

describe('faults', () => {
  test('errors are answered without the application, and end with the fault', async () => {
    const { send, proxy, seen, spans } = await setUp();
    proxy.faults.enable('proxy-errors', { rate: 1, status: 504 });
    expect(await send()).toMatchObject({ status: 504, reason: 'injected' });
    expect(seen).toEqual([]);
    proxy.faults.disable('proxy-errors');
    expect(await send()).toMatchObject({ status: 200 });
    const all = await spans();
    expect(all.map(({ attributes }) => attributes['error.type'])).toEqual(['injected', undefined]);
  });

  test('a share of requests is affected', async () => {
    const { send, proxy } = await setUp();
    proxy.faults.enable('proxy-errors', { rate: 0.5, status: 503 });
    const sent = await Promise.all(Array.from({ length: 100 }, () => send()));
    const failed = sent.filter((one) => 'status' in one && one.status === 503).length;
    expect(failed).toBeGreaterThan(30);
    expect(failed).toBeLessThan(70);
  });

  test('latency holds the request back', async () => {
    const { send, proxy } = await setUp();
    proxy.faults.enable('proxy-latency', { ms: 300 });
    expect((await send()).durationMs).toBeGreaterThanOrEqual(300);
  });

  test('an abort resets the connection after the application has handled the request', async () => {
    const { send, proxy, seen, spans } = await setUp();
    proxy.faults.enable('proxy-aborts', { rate: 1 });
    const sent = await send();
    expect(sent).toHaveProperty('failure');
    expect(sent.traceId).toBeDefined();
    expect(seen).toHaveLength(1);
    expect((await spans())[0]?.attributes).toMatchObject({ 'error.type': 'injected' });
  });

  test('bandwidth slows the body of the request, while the application waits for it, and that of the response', async () => {
    const { send, proxy, seen } = await setUp();
    proxy.faults.enable('proxy-bandwidth', { bytesPerSecond: 200 });
    const sent = await send({ method: 'POST', body: 'y'.repeat(100) });
    // 100 bytes in each direction.
    expect(seen[0]?.bodyMs).toBeGreaterThanOrEqual(400);
    expect(seen[0]?.body).toBe('y'.repeat(100));
    expect(sent.durationMs).toBeGreaterThanOrEqual(900);
    expect(sent).toMatchObject({ status: 200 });
  });
});

test('spans that the Collector refuses are sent again; those that it never takes are counted', async () => {
  const again = await setUp(['refused', 'refused']);
  await again.send();
  expect(await again.spans()).toHaveLength(1);
  expect(again.proxy.droppedSpans()).toBe(0);
  const never = await setUp(Array.from({ length: 100 }, () => 'refused' as const));
  await never.send();
  await never.proxy.flush(0);
  expect(never.proxy.droppedSpans()).toBe(1);
});

test('a client that leaves ends its request, and its span has an error', async () => {
  const { proxy, spans } = await setUp();
  proxy.faults.enable('proxy-bandwidth', { bytesPerSecond: 50 });
  const leaving = new AbortController();
  const request = fetch(proxy.url, { signal: leaving.signal }).then((response) => response.text());
  // The headers are passed on at once, the body takes two seconds.
  setTimeout(() => leaving.abort(), 300);
  await expect(request).rejects.toThrow();
  const seen = await waitUntil(
    async () => {
      const [span] = await spans();
      return span ? { done: true, value: span } : { done: false, seen: 'no span' };
    },
    { timeoutMs: 10_000 },
  );
  expect(seen.ok && seen.value.attributes['error.type']).toBeTruthy();
});
