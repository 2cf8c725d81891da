import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '../../../lib/events/event-log.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { UserError } from '../../../lib/errors.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';
import type { Listener } from '../../../stack/stores/http/listen.ts';
import { serveWorkbench } from '../../../stack/workbench/serve-workbench.ts';

const token = 'a-token';
const site = mkdtempSync(join(tmpdir(), 'sandbox-site-'));
let backend: Server;
let asked: string[] = [];
let endpoints: Endpoints | undefined;
let loads = 0;
let events = new EventLog<RunEvent>(10);
let workbench: Listener;

beforeAll(async () => {
  writeFileSync(join(site, 'index.html'), '<title>site</title>');
  writeFileSync(join(site, 'index.html.br'), 'packed');
  writeFileSync(join(site, 'app-1.js'), 'app()');
  backend = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(request.url?.includes('bad') ? 400 : 200, { 'set-cookie': 'a=b' }).end('answer');
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const base = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const collector = { otlpGrpc: base, otlpHttp: base, health: base, metrics: base };
  endpoints = { collector, jaeger: base, prometheus: base, loki: base, control: {}, controlToken: token };
  workbench = await serveWorkbench({
    ...{ port: 0, token, site, events },
    endpoints: () => endpoints,
    routes() {
      loads += 1;
      return Promise.resolve({
        'GET /api/status': () => Promise.resolve({ state: 'ready' }),
        'POST /api/runs': (body) => Promise.resolve({ started: body }),
        'DELETE /api/runs': () =>
          Promise.reject(new UserError('A run uses it.', { code: 'sandbox-in-use', hint: 'Wait.' })),
        'POST /api/faults': () => Promise.reject(new UserError('No such fault.', { code: 'fault-failed' })),
      });
    },
  });
});
afterAll(async () => {
  await workbench.close();
  backend.close();
  rmSync(site, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});

const ask = (path: string, init: RequestInit = {}) => fetch(`${workbench.url}${path}`, init);
const withToken = { authorization: `Bearer ${token}` };
/** As it is, where `fetch` would resolve dots and set headers of its own. */
function raw(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: workbench.port, path, headers, agent: false }, resolve).on('error', reject);
  });
}

test('nothing is loaded before the first request that needs it', async () => {
  await ask('/');
  await ask('/backend/collector/metrics');
  expect(loads).toBe(0);
  expect((await ask('/api/status')).status).toBe(200);
  await ask('/api/status');
  expect(loads).toBe(1);
});

describe('the site', () => {
  test('its page is always asked for again, its hashed files never, and a browser gets them packed', async () => {
    const plain = await raw('/');
    expect([plain.statusCode, plain.headers['content-type'], await text(plain)]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<title>site</title>',
    ]);
    expect(plain.headers['cache-control']).toBe('no-cache');
    const packed = await raw('/', { 'accept-encoding': 'gzip, br' });
    expect([packed.headers['content-encoding'], await text(packed)]).toEqual(['br', 'packed']);
    const script = await raw('/app-1.js');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  test.each(['/no.js', '/../server.test.ts', '/..%2fserver.test.js', '/index', '/.hidden.js', '/a/index.html'])(
    '%s is not in it',
    async (path) => {
      expect((await raw(path)).statusCode).toBe(404);
    },
  );
});

describe('security', () => {
  test.each(['/', '/api/status', '/no.js', '/backend/loki/loki/api/v1/labels'])(
    '%s has headers against foreign scripts and pages',
    async (path) => {
      const { headers } = await ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  test.each([{ host: 'evil.example' }, { host: '127.0.0.1', origin: 'https://evil.example' }])(
    'a request with %j is refused',
    async (headers) => {
      for (const path of ['/', '/api/status', '/api/events', '/backend/loki/loki/api/v1/labels'])
        expect((await raw(path, headers)).statusCode).toBe(403);
      expect(asked).toEqual([]);
    },
  );

  test('a change needs the token', async () => {
    for (const authorization of [undefined, 'Bearer a-tokem', 'Bearer', token]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const response = await ask('/api/runs', { method: 'POST', body: '{}', headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        code: 'token-rejected',
        hint: expect.stringContaining('status') as string,
      });
    }
    const response = await ask('/api/runs', { method: 'POST', body: '{"scenario":"baseline"}', headers: withToken });
    expect(await response.json()).toEqual({ started: { scenario: 'baseline' } });
  });
});

describe('answers of routes', () => {
  test.each([
    ['DELETE', '/api/runs', 409, { message: 'A run uses it.', hint: 'Wait.' }],
    ['POST', '/api/faults', 422, { message: 'No such fault.' }],
    ['GET', '/api/nothing', 404, { code: 'no-such-route' }],
    ['GET', '/api/constructor', 404, { code: 'no-such-route' }],
  ] as const)('%s %s is %i with the reason', async (method, path, status, body) => {
    const response = await ask(path, { method, headers: withToken });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });

  test('a body that is no JSON, or is too large, is refused', async () => {
    const post = async (body: string) => (await ask('/api/runs', { method: 'POST', body, headers: withToken })).status;
    expect(await post('{')).toBe(400);
    expect(await post(`"${'x'.repeat(70_000)}"`)).toBe(413);
  });
});

describe('queries of backends', () => {
  test.each([
    ['/backend/prometheus/api/v1/query?query=up%7B%7D&time=1', '/api/v1/query?query=up%7B%7D&time=1'],
    ['/backend/prometheus/api/v1/label/a%20b/values', '/api/v1/label/a%20b/values'],
    ['/backend/jaeger/api/v3/traces/4bf9', '/api/v3/traces/4bf9'],
    ['/backend/loki/loki/api/v1/query_range?query=x', '/loki/api/v1/query_range?query=x'],
    ['/backend/collector/metrics', '/metrics'],
  ])('%s is passed as %s', async (path, passed) => {
    const response = await ask(path);
    expect([response.status, await response.text()]).toEqual([200, 'answer']);
    expect(asked).toEqual([passed]);
  });

  test('the status of a backend is passed back', async () => {
    expect((await ask('/backend/prometheus/api/v1/query?query=bad')).status).toBe(400);
  });

  test.each([
    '/backend/prometheus/api/v1/admin/tsdb/snapshot',
    '/backend/prometheus/api/v1/query/../admin/tsdb/snapshot',
    '/backend/prometheus/api/v1/query%2f..%2fadmin',
    '/backend/prometheus/-/quit',
    '/backend/loki/loki/api/v1/push',
    '/backend/jaeger/',
    '/backend/grafana/api/v1/query',
    '/backend/constructor/metrics',
  ])('%s is not passed', async (path) => {
    expect((await raw(path)).statusCode).toBe(404);
    expect(asked).toEqual([]);
  });

  test('other methods are not passed', async () => {
    expect((await ask('/backend/loki/loki/api/v1/query_range', { method: 'POST', body: 'x' })).status).toBe(405);
    expect(asked).toEqual([]);
  });

  test('before the boot, and without an answer, the reason is returned', async () => {
    const before = endpoints;
    endpoints = undefined;
    expect((await ask('/backend/collector/metrics')).status).toBe(503);
    endpoints = before && { ...before, loki: 'http://127.0.0.1:1' };
    const response = await ask('/backend/loki/loki/api/v1/labels');
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('loki does not answer')]);
    endpoints = before;
  });
});

test('the event stream begins with a snapshot, goes on with each event, and ends with the server', async () => {
  events = new EventLog<RunEvent>(10);
  const phase = (name: 'boot' | 'fault'): RunEvent => ({ type: 'phase', time: '2026-01-02T03:04:05.000Z', name });
  events.push(phase('boot'));
  const server = await serveWorkbench({
    ...{ port: 0, token, site, events, endpoints: () => undefined },
    routes: () => Promise.resolve({}),
  });
  const response = await fetch(`${server.url}/api/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = (response.body ?? expect.unreachable()).pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => (await reader.read()).value;
  expect(await next()).toBe(`event: snapshot\ndata: ${JSON.stringify([phase('boot')])}\n\n`);
  events.push(phase('fault'));
  expect(await next()).toBe(`event: run\ndata: ${JSON.stringify(phase('fault'))}\n\n`);
  await server.close();
  expect(await next()).toBeUndefined();
});
