import { gzipSync } from 'node:zlib';
import { SpanKind, SpanStatusCode, trace as traceApi, context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Span } from '../../../lib/otlp/json/types.ts';
import { type RunningTraceStore, startTraceStore } from '../../../stack/stores/traces/start-trace-store.ts';
import type { ResourceSpans } from '../../../stack/stores/traces/to-otlp-json.ts';
import { span, traceIdOf, traceRequest } from '../../unit/otlp/samples.ts';

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };
const window = 'query.startTimeMin=2020-01-01T00:00:00Z&query.startTimeMax=2100-01-01T00:00:00Z';

let store: RunningTraceStore;
beforeEach(async () => {
  store = await startTraceStore({ port: 0, maxTraces: 100, maxBodyBytes: 100_000 });
});
afterEach(() => store.close());

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Response> {
  return fetch(`${store.otlpUrl}/v1/traces`, { method: 'POST', headers, body });
}

function bytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

async function get(path: string): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(store.url + path);
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

async function spansAt(path: string): Promise<Span[]> {
  const { body } = await get(path);
  const { resourceSpans } = (body as { result: { resourceSpans: ResourceSpans[] } }).result;
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

describe('the trace store behind an SDK', () => {
  it.each(['none', 'gzip'])('gives back what the exporter sent, compression %s', async (compression) => {
    const exporter = new OTLPTraceExporter({ url: `${store.otlpUrl}/v1/traces`, compression: compression as never });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'order', 'process.pid': 42 }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('http', '1.2.3');
    const root = tracer.startSpan('POST /orders', {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': 'POST' },
    });
    const child = tracer.startSpan(
      'process_order',
      {
        attributes: { 'order.value': 12.5, 'order.items': 3, 'order.paid': false, tags: ['a', 'b'] },
        links: [{ context: root.spanContext() }],
      },
      traceApi.setSpan(context.active(), root),
    );
    child.recordException(new Error('no stock'));
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
    child.end();
    root.end();
    await provider.forceFlush();
    await provider.shutdown();

    const { traceId, spanId } = root.spanContext();
    expect(await get('/api/v3/services')).toEqual({
      status: 200,
      type: 'application/json',
      body: { services: ['order'] },
    });
    expect((await get('/api/v3/operations?service=order')).body).toEqual({
      operations: [
        { name: 'POST /orders', spanKind: 'server' },
        { name: 'process_order', spanKind: 'internal' },
      ],
    });
    expect((await get('/api/v3/operations?service=order&span_kind=server')).body).toEqual({
      operations: [{ name: 'POST /orders', spanKind: 'server' }],
    });
    const { status, body } = await get(`/api/v3/traces/${traceId}`);
    expect(status).toBe(200);
    const found = (body as { result: { resourceSpans: ResourceSpans[] } }).result.resourceSpans;
    expect(found).toHaveLength(1);
    expect(found[0]?.resource.attributes).toContainEqual({ key: 'process.pid', value: { intValue: '42' } });
    expect(found[0]?.scopeSpans.map(({ scope }) => scope)).toEqual([{ name: 'http', version: '1.2.3' }]);
    const stored = found[0]?.scopeSpans[0]?.spans.find(({ name }) => name === 'process_order');
    expect(stored).toMatchObject({
      traceId,
      parentSpanId: spanId,
      kind: 1,
      status: { code: 2, message: 'no stock' },
      attributes: [
        { key: 'order.value', value: { doubleValue: 12.5 } },
        { key: 'order.items', value: { intValue: '3' } },
        { key: 'order.paid', value: { boolValue: false } },
        { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
      ],
      links: [{ traceId, spanId }],
    });
    expect(stored?.events?.[0]?.name).toBe('exception');
    expect(stored?.startTimeUnixNano).toMatch(/^\d{19}$/);
    const search = `/api/v3/traces?${window}&query.serviceName=order&query.attributes=${encodeURIComponent('{"error":"true"}')}`;
    expect((await spansAt(search)).map(({ name }) => name).sort()).toEqual(['POST /orders', 'process_order']);
  });
});

describe('OTLP/HTTP', () => {
  it('answers in the content type of the request and takes JSON like protobuf', async () => {
    const inProtobuf = await post(bytes(traceRequest({ order: [span(1, 1)] })), protobuf);
    expect([inProtobuf.status, inProtobuf.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
    expect(await inProtobuf.arrayBuffer()).toHaveProperty('byteLength', 0);
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [span(1, 2)] }] }] };
    const inJson = await post(JSON.stringify(request), { 'content-type': 'application/json; charset=utf-8' });
    expect([inJson.status, await inJson.json()]).toEqual([200, { partialSuccess: {} }]);
    const spans = await spansAt(`/api/v3/traces/${traceIdOf(1)}`);
    expect(spans.map(({ name }) => name)).toEqual(['span 1', 'span 2']);
  });

  it('says how many spans it refused', async () => {
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span(1, 1), traceId: '' }] }] }] };
    const response = await post(JSON.stringify(request), json);
    expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    const inProtobuf = await post(bytes(traceRequest({ order: [{ ...span(1, 1), spanId: '' }] })), protobuf);
    const [field, , count, one] = new Uint8Array(await inProtobuf.arrayBuffer());
    // partial_success is field 1, and rejected_spans the first field in it.
    expect([field, count, one]).toEqual([0x0a, 0x08, 1]);
    expect(store.stats()).toMatchObject({ rejectedSpans: 2, spans: 0 });
    const metrics = await (await fetch(`${store.url}/metrics`)).text();
    expect(metrics).toContain(
      '# TYPE sandbox_traces_rejected_spans_total counter\nsandbox_traces_rejected_spans_total 2\n',
    );
  });

  it('refuses a span that is nested too deeply, and stores the others of its batch', async () => {
    let value: object = { intValue: '1' };
    for (let i = 0; i < 70; i += 1) value = { arrayValue: { values: [value] } };
    const spans: object[] = Array.from({ length: 50 }, (_, i) => span(1, i + 1));
    spans.push({ ...span(1, 51), attributes: [{ key: 'deep', value }] });
    const response = await post(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), json);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'Values are nested deeper than 64 levels' },
    });
    expect(store.stats()).toMatchObject({ receivedSpans: 51, rejectedSpans: 1, spans: 50 });
  });

  it.each<[string, number, () => Promise<Response>, string]>([
    ['protobuf that is none', 400, () => post('nonsense', protobuf), 'not a valid ExportTraceServiceRequest'],
    ['JSON that is none', 400, () => post('{', json), 'not a valid ExportTraceServiceRequest'],
    ['JSON of another shape', 400, () => post('{"resourceSpans":{}}', json), 'resourceSpans is not an array'],
    ['gzip that is none', 400, () => post('nonsense', { ...json, 'content-encoding': 'gzip' }), 'not valid gzip'],
    [
      'an encoding that it does not know',
      415,
      () => post('{}', { ...json, 'content-encoding': 'br' }),
      'is not supported; send gzip or no encoding',
    ],
    [
      'a content type that it does not know',
      415,
      () => post('{}', { 'content-type': 'text/plain' }),
      'is not supported; send application/x-protobuf or application/json',
    ],
    ['too much', 413, () => post('x'.repeat(100_001), json), 'larger than 100000 bytes as sent'],
    [
      'too much once unpacked',
      413,
      () => post(bytes(gzipSync(Buffer.alloc(100_001))), { ...json, 'content-encoding': 'gzip' }),
      'larger than 100000 bytes unpacked',
    ],
    ['another method', 405, () => fetch(`${store.otlpUrl}/v1/traces`), 'use POST'],
    ['another path', 404, () => fetch(`${store.otlpUrl}/v1/metrics`, { method: 'POST' }), 'POST /v1/traces only'],
  ])('refuses %s with %i', async (_, status, request, message) => {
    const response = await request();
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(message);
    expect(store.stats()).toMatchObject({ spans: 0, rejectedRequests: status === 404 ? 0 : 1 });
    // The store goes on.
    expect((await post(bytes(traceRequest({ order: [span(1, 1)] })), protobuf)).status).toBe(200);
  });
});

describe("Jaeger's API", () => {
  it('is empty at first', async () => {
    expect((await get('/api/v3/services')).body).toEqual({ services: [] });
    expect((await get('/api/v3/operations?service=order')).body).toEqual({ operations: [] });
    const none = { error: { httpCode: 404, message: 'No traces found' } };
    expect(await get(`/api/v3/traces?${window}`)).toEqual({
      status: 404,
      type: 'text/plain; charset=utf-8',
      body: none,
    });
    expect(await get('/api/v3/traces/1')).toMatchObject({ status: 404, body: none });
  });

  it.each([
    ['/api/v3/traces?query.serviceName=order', 400, 'min and max start time are required'],
    ['/api/v3/traces/xyz', 400, 'malformed parameter trace_id'],
    ['/api/v3/traces/%zz', 400, 'malformed parameter trace_id'],
    ['/api/v3/traces/1?startTime=now', 400, 'malformed parameter startTime'],
    ['/api/v3/traces/1?raw_traces=maybe', 400, 'malformed parameter raw_traces'],
    ['/api/v3/operations', 400, 'parameter service is required'],
    ['/api/v3/nothing', 404, 'GET /api/v3/services'],
  ])('%s -> %i', async (path, status, message) => {
    const { status: seen, body } = await get(path);
    expect(seen).toBe(status);
    expect(body).toMatchObject({ error: { httpCode: status, message: expect.stringContaining(message) as string } });
  });

  it('says at its root what it is, and leads links to a trace to what there is of it', async () => {
    await post(bytes(traceRequest({ order: [span(1, 1)] })), protobuf);
    expect(await (await fetch(`${store.url}/`)).text()).toContain('trace store of the embedded sandbox');
    expect(await spansAt(`/trace/${traceIdOf(1)}`)).toHaveLength(1);
  });

  it('answers a search over thousands of spans whole', async () => {
    for (let n = 1; n <= 50; n += 1) {
      const spans = Array.from({ length: 100 }, (_, i) => span(n, i + 1));
      expect((await post(bytes(traceRequest({ order: spans })), protobuf)).status).toBe(200);
    }
    expect(await spansAt(`/api/v3/traces?${window}&query.searchDepth=50`)).toHaveLength(5000);
  });
});

describe('startTraceStore', () => {
  it('says whose port is taken, and leaves nothing open', async () => {
    const otlpPort = Number(new URL(store.otlpUrl).port);
    const free = await startTraceStore({ port: 0 });
    const port = Number(new URL(free.url).port);
    await free.close();
    await expect(startTraceStore({ port, otlpPort })).rejects.toMatchObject({
      code: 'port-taken',
      exitCode: 4,
      message: `Port ${otlpPort} of the trace store's OTLP receiver is already in use`,
    });
    const again = await startTraceStore({ port });
    await again.close();
  });

  it('closes at once while clients keep their connections open, twice if need be', async () => {
    await get('/api/v3/services');
    await post(bytes(traceRequest({ order: [span(1, 1)] })), protobuf);
    await store.close();
    await store.close();
    await expect(fetch(`${store.url}/api/v3/services`)).rejects.toThrow();
  });
});
