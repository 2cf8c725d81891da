import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningTraceStore, startTraceStore } from '../../../stack/stores/traces/start-trace-store.ts';
import { attribute, epoch, span, spanIdOf, traceIdOf, traceRequest } from '../../unit/otlp/samples.ts';

// Jaeger's legacy API, as Grafana and older tools use it.
const start = Number(epoch / 1000n);
const range = `start=${start - 1}&end=${start + 60_000_000}`;
const noPage = { total: 0, limit: 0, offset: 0 };

let store: RunningTraceStore;
beforeAll(async () => {
  store = await startTraceStore({ port: 0 });
  const root = span(1, 1, { name: 'POST /orders', ms: 20 });
  const call = span(1, 2, {
    ...{ name: 'charge', kind: 3, parentSpanId: spanIdOf(1), ms: 10, at: 0 },
    attributes: [
      attribute('peer.service', 'payment'),
      { key: 'amount', value: { doubleValue: 2.5 } },
      { key: 'retry', value: { boolValue: false } },
      { key: 'items', value: { intValue: '3' } },
      { key: 'big', value: { intValue: '9007199254740993' } },
      { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } } },
    ],
    status: { code: 2, message: 'declined' },
    events: [{ timeUnixNano: String(epoch + 5_000n), name: 'exception', attributes: [attribute('type', 'Error')] }],
    links: [{ traceId: traceIdOf(7), spanId: spanIdOf(8) }],
  });
  const charge = span(1, 3, { name: 'POST /charge', parentSpanId: spanIdOf(2) });
  const other = span(2, 4, { name: 'GET /', at: 30, traceId: 'ab'.repeat(16) });
  const body = traceRequest({ gateway: [root, call], payment: [charge], web: [other] }, { name: 'http', version: '1' });
  await fetch(`${store.otlpUrl}/v1/traces`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/x-protobuf' } },
    body: new Uint8Array(body),
  });
});
afterAll(() => store.close());

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(store.url + path);
  return { status: response.status, body: await response.json() };
}

async function found(query: string): Promise<string[]> {
  const { body } = await get(`/api/traces?${query}`);
  return (body as { data: { traceID: string }[] }).data.map(({ traceID }) => traceID);
}

test.each([
  ['/api/services', ['gateway', 'payment', 'web']],
  ['/api/services/gateway/operations', ['POST /orders', 'charge']],
  ['/api/operations?service=gateway&spanKind=client', [{ name: 'charge', spanKind: 'client' }]],
])('%s', async (path, data) => {
  expect(await get(path)).toEqual({ status: 200, body: { data, ...noPage, total: data.length, errors: null } });
});

test('a trace in the JSON of the UI', async () => {
  const { body } = await get(`/api/traces/${traceIdOf(1)}`);
  const scope = [
    { key: 'otel.scope.name', type: 'string', value: 'http' },
    { key: 'otel.scope.version', type: 'string', value: '1' },
  ];
  const traceID = spanIdOf(1);
  const tags = [{ key: 'host.name', type: 'string', value: 'a' }];
  const plain = { traceID, logs: [], warnings: null, startTime: start };
  const server = { key: 'span.kind', type: 'string', value: 'server' };
  expect(body).toEqual({
    data: [
      {
        traceID,
        processes: { p1: { serviceName: 'gateway', tags }, p2: { serviceName: 'payment', tags } },
        warnings: null,
        spans: [
          {
            ...{ ...plain, spanID: spanIdOf(1), operationName: 'POST /orders', references: [], duration: 20_000 },
            ...{ processID: 'p1', tags: [...scope, server] },
          },
          {
            ...{ ...plain, spanID: spanIdOf(2), operationName: 'charge', duration: 10_000, processID: 'p1' },
            references: [
              { refType: 'CHILD_OF', traceID, spanID: spanIdOf(1) },
              { refType: 'FOLLOWS_FROM', traceID: spanIdOf(7), spanID: spanIdOf(8) },
            ],
            tags: [
              ...scope,
              { key: 'peer.service', type: 'string', value: 'payment' },
              { key: 'amount', type: 'float64', value: 2.5 },
              { key: 'retry', type: 'bool', value: false },
              { key: 'items', type: 'int64', value: 3 },
              { key: 'big', type: 'int64', value: '9007199254740993' },
              { key: 'tags', type: 'string', value: '["a",1]' },
              { key: 'span.kind', type: 'string', value: 'client' },
              { key: 'otel.status_code', type: 'string', value: 'ERROR' },
              { key: 'error', type: 'bool', value: true },
              { key: 'otel.status_description', type: 'string', value: 'declined' },
            ],
            logs: [
              {
                timestamp: start + 5,
                fields: [
                  { key: 'event', type: 'string', value: 'exception' },
                  { key: 'type', type: 'string', value: 'Error' },
                ],
              },
            ],
          },
          {
            ...{ ...plain, spanID: spanIdOf(3), operationName: 'POST /charge', duration: 1_000, processID: 'p2' },
            ...{ references: [{ refType: 'CHILD_OF', traceID, spanID: spanIdOf(2) }], tags: [...scope, server] },
          },
        ],
      },
    ],
    ...noPage,
    errors: null,
  });
});

test('a search', async () => {
  const [first, other] = [spanIdOf(1), 'ab'.repeat(16)];
  expect(await found(`service=gateway&${range}`)).toEqual([first]);
  expect(await found(`service=web&${range}`)).toEqual([other]);
  // Without times, the last two days.
  expect(await found('service=web')).toEqual([]);
  expect(await found(`service=gateway&operation=charge&${range}`)).toEqual([first]);
  expect(await found(`service=gateway&operation=pay&${range}`)).toEqual([]);
  expect(await found(`service=gateway&minDuration=15ms&${range}`)).toEqual([first]);
  expect(await found(`service=gateway&minDuration=25ms&${range}`)).toEqual([]);
  expect(await found(`service=gateway&tag=peer.service:payment&${range}`)).toEqual([first]);
  expect(await found(`service=gateway&tags=${encodeURIComponent('{"error":"true"}')}&${range}`)).toEqual([first]);
  expect(await found(`service=payment&tags=${encodeURIComponent('{"error":"true"}')}&${range}`)).toEqual([]);
  expect(await get(`/api/traces?traceID=${other}&traceID=9`)).toMatchObject({
    body: { data: [{ traceID: other }], errors: [{ msg: 'trace not found', traceID: spanIdOf(9) }] },
  });
});

test('a trace that is too large is an error', async () => {
  const limited = await startTraceStore({ port: 0, queryLimits: { maxMs: Infinity, maxBytes: 1000 } });
  const body = new Uint8Array(traceRequest({ gateway: [span(1, 1), span(1, 2), span(1, 3)] }));
  const headers = { 'content-type': 'application/x-protobuf' };
  await fetch(`${limited.otlpUrl}/v1/traces`, { method: 'POST', headers, body });
  for (const path of ['/api/traces/1', '/api/v3/traces/1']) {
    const response = await fetch(limited.url + path);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('needs more than 1 kB')]);
  }
  await limited.close();
});

test('the calls between services', async () => {
  const dependencies = async (more: string): Promise<unknown> =>
    ((await get(`/api/dependencies?endTs=${start / 1000 + 60_000}&${more}`)).body as { data: unknown }).data;
  expect(await dependencies('')).toEqual([
    { parent: 'gateway', child: 'gateway', callCount: 1 },
    { parent: 'gateway', child: 'payment', callCount: 1 },
  ]);
  expect(await dependencies('service=web')).toEqual([]);
  expect(await dependencies('lookback=1000')).toEqual([]);
});

test.each([
  ['/api/traces', 400, "parameter 'service' is required"],
  ['/api/operations', 400, "parameter 'service' is required"],
  ['/api/traces?service=a&limit=0', 400, 'invalid parameter: limit must be greater than 0'],
  ['/api/traces?service=a&limit=x', 400, `unable to parse param 'limit': "x" is not a whole number`],
  ['/api/traces?service=a&start=2&end=1', 400, 'invalid parameter: start time must be before end time'],
  ['/api/traces?service=a&tag=b', 400, "malformed 'tag' parameter, expecting key:value, received: b"],
  ['/api/traces?service=a&tags=b', 400, "malformed 'tags' parameter, cannot unmarshal JSON: b"],
  ['/api/traces?service=a&minDuration=2s&maxDuration=1s', 400, "'maxDuration' should be greater than 'minDuration'"],
  ['/api/traces/9', 404, 'trace not found'],
  ['/api/services/%ZZ/operations', 400, '"%ZZ" is not a valid path segment'],
  ['/api/metrics/calls?service=a', 501, expect.stringContaining('metrics querying is currently disabled') as string],
  ['/api/transform', 501, '/api/transform is not supported by the trace store of the embedded sandbox'],
  ['/api/nothing', 404, expect.stringContaining('GET /api/services') as string],
])('%s -> %i', async (path, status, msg) => {
  const body = { data: null, ...noPage, errors: [{ code: status, msg }] };
  expect(await get(path)).toEqual({ status, body });
});
