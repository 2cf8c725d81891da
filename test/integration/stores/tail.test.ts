import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningLogStore, startLogStore } from '../../../stack/stores/logs/start-log-store.ts';
import { attribute } from '../../unit/otlp/samples.ts';

let store: RunningLogStore;
const clients: WebSocket[] = [];
beforeEach(async () => {
  store = await startLogStore({ port: 0 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await store.close();
});

const all = '{service_name="order"}';

function tail(params: Record<string, string>, options: { path?: string; origin?: string } = {}): WebSocket {
  const { path = '/loki/api/v1/tail', origin } = options;
  const url = `${store.url.replace('http', 'ws')}${path}?${new URLSearchParams(params).toString()}`;
  const client = new WebSocket(url, { ...(origin !== undefined && { origin }) });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function put(...lines: string[]): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const logRecords = lines.map((line, i) => ({ timeUnixNano: String(now + BigInt(i)), body: { stringValue: line } }));
  const resource = { attributes: [attribute('service.name', 'order')] };
  const { status } = await fetch(`${store.otlpUrl}/v1/logs`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  expect(status).toBe(200);
}

async function nextLines(client: WebSocket): Promise<string[]> {
  const [data] = (await once(client, 'message')) as [Buffer];
  const { streams } = JSON.parse(data.toString()) as { streams: { values: [string, string][] }[] };
  return streams.flatMap(({ values }) => values.map(([, line]) => line));
}

test('a tail has the lines that there are, then those that come', async () => {
  await put('first', 'second');
  const client = tail({ query: all, delay_for: '0' });
  expect(await nextLines(client)).toEqual(['first', 'second']);
  const next = nextLines(client);
  await put('third');
  expect(await next).toEqual(['third']);
});

test('a tail ends with the server, and can begin again after it was disconnected', async () => {
  const client = tail({ query: all });
  await once(client, 'open');
  const cut = once(client, 'close');
  await store.disconnect();
  await cut;
  await store.reconnect();
  const again = tail({ query: all });
  await once(again, 'open');
  const closed = once(again, 'close');
  // As long as the client takes to answer, and not for the whole time that requests may take.
  await store.close(3_600_000);
  expect((await closed)[0]).toBe(1001);
});

test.each<[Record<string, string>, { path?: string; origin?: string }, number]>([
  [{ query: '{a="b"' }, {}, 400],
  [{ query: `rate(${all}[1m])` }, {}, 400],
  [{ query: all, delay_for: '6' }, {}, 400],
  [{ query: all, limit: '5001' }, {}, 400],
  [{ query: all }, { path: '/loki/api/v1/query' }, 404],
  [{ query: all }, { origin: 'https://page.example' }, 403],
])('%j %j is refused', async (params, options, status) => {
  const client = tail(params, options);
  const [, response] = (await once(client, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
});

test('there are at most ten', async () => {
  const ten = Array.from({ length: 10 }, () => tail({ query: all }));
  await Promise.all(ten.map((client) => once(client, 'open')));
  const eleventh = tail({ query: all });
  const [, response] = (await once(eleventh, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(400);
  const [first] = ten;
  first?.close();
  if (first) await once(first, 'close');
  await once(tail({ query: all }), 'open');
});

test('a request that does not ask for a WebSocket is refused', async () => {
  const response = await fetch(`${store.url}/loki/api/v1/tail?query=${encodeURIComponent(all)}`);
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('is a WebSocket')]);
});
