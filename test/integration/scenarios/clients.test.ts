import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpSender } from '../../../scenarios/load/sender.ts';
import { CollectorClient } from '../../../stack/clients/collector.ts';
import { HttpError, request } from '../../../stack/clients/http.ts';
import { JaegerClient } from '../../../stack/clients/jaeger.ts';
import { LokiClient } from '../../../stack/clients/loki.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import { ServiceFaultsClient } from '../../../stack/clients/service-faults.ts';

interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}
type Answer = (url: URL, request: IncomingMessage, body: string) => Reply | undefined;

const servers: Server[] = [];

/** A server with the given answer; without one it never answers. */
async function serve(answer: Answer): Promise<{ base: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
      const reply = answer(new URL(incoming.url ?? '', 'http://a'), incoming, Buffer.concat(chunks).toString());
      if (!reply) return;
      const { status = 200, body = {}, headers = {} } = reply;
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('request', () => {
  it('says method, URL, status and the start of the body of what it did not expect', async () => {
    const { base } = await serve(() => ({ status: 503, body: `not\n ready ${'x'.repeat(500)}` }));
    const error = await request(`${base}/ready`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HttpError);
    expect((error as HttpError).message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/ready -> 503: not ready x+…$/);
    expect((error as HttpError).message.length).toBeLessThan(300);
    expect((await request(`${base}/ready`, { also: [503] })).status).toBe(503);
  });

  it('times out, and reports it', async () => {
    const { base } = await serve(() => undefined);
    await expect(request(base, { timeoutMs: 50 })).rejects.toThrow(/GET .* -> no answer within 50ms/);
  });

  it('names the reason when nothing listens', async () => {
    const { base } = await serve(() => ({}));
    servers.splice(0).forEach((server) => server.close());
    await expect(request(base, { method: 'DELETE' })).rejects.toThrow(/^DELETE .* -> .*ECONNREFUSED/);
  });

  it('rejects with the reason of its signal when aborted', async () => {
    const { base } = await serve(() => undefined);
    const abort = new AbortController();
    const asking = request(base, { signal: abort.signal });
    abort.abort(new Error('Ctrl-C'));
    await expect(asking).rejects.toThrow('Ctrl-C');
  });
});

describe('PrometheusClient', () => {
  it('asks instant queries, of vectors and scalars', async () => {
    const { base, asked } = await serve((url) =>
      url.searchParams.get('query') === '1'
        ? { body: { data: { resultType: 'scalar', result: [1, '1'] } } }
        : { body: { data: { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1.5, '+Inf'] }] } } },
    );
    const client = new PrometheusClient(base);
    expect(await client.query('up', { time: 2500 })).toEqual([{ labels: { a: 'b' }, value: Infinity }]);
    expect(asked).toEqual(['GET /api/v1/query?query=up&time=2.5']);
    expect(await client.query('1')).toEqual([{ labels: {}, value: 1 }]);
  });

  it('reads rules with their alerts, and leaves out states that it does not know', async () => {
    const alert = (state: string) => ({
      labels: { alertname: 'A' },
      state,
      activeAt: '2026-01-01T00:00:00Z',
      value: '1',
      annotations: { summary: 'it is high' },
    });
    const rule = {
      name: 'A',
      state: 'firing',
      health: 'ok',
      query: 'up',
      labels: { severity: 'critical' },
      annotations: { summary: 'it is {{ $value }}' },
      duration: 6,
      lastEvaluation: 'x',
      alerts: [alert('firing'), alert('odd')],
    };
    const { base } = await serve(() => ({
      body: { data: { groups: [{ name: 'g', interval: 0.75, rules: [rule] }] } },
    }));
    const [read] = await new PrometheusClient(base).alertRules();
    expect(read).toMatchObject({
      name: 'A',
      group: 'g',
      interval: 0.75,
      duration: 6,
      lastError: '',
      labels: { severity: 'critical' },
      annotations: { summary: 'it is {{ $value }}' },
      alerts: [{ annotations: { summary: 'it is high' } }],
    });
    expect(read?.alerts.map(({ state }) => state)).toEqual(['firing']);
  });

  it('reads exemplars and passes an error of a query on', async () => {
    const body = {
      data: [
        { seriesLabels: { __name__: 'm' }, exemplars: [{ labels: { trace_id: 'a' }, value: '0.5', timestamp: 2 }] },
      ],
    };
    const { base } = await serve((url) =>
      url.pathname.endsWith('exemplars') ? { body } : { status: 400, body: { error: 'parse error' } },
    );
    const client = new PrometheusClient(base);
    expect(await client.exemplars('m', { start: 0, end: 1 })).toEqual([
      { seriesLabels: { __name__: 'm' }, labels: { trace_id: 'a' }, value: 0.5, time: 2000 },
    ]);
    await expect(client.query('(')).rejects.toThrow('400: {"error":"parse error"}');
  });
});

describe('JaegerClient', () => {
  const spans = (...ids: string[]) => ({
    result: {
      resourceSpans: [{ scopeSpans: [{ spans: ids.map((traceId) => ({ traceId, spanId: '1', name: 'n' })) }] }],
    },
  });

  it('takes 404 for nothing, and any other failure for a failure', async () => {
    const { base } = await serve(({ pathname }) => ({
      status: pathname.endsWith('bad') ? 500 : 404,
      body: { error: {} },
    }));
    const client = new JaegerClient(base);
    expect(await client.trace('a')).toBeUndefined();
    expect(await client.search({ service: 'x', start: 0, end: 1, limit: 2 })).toEqual([]);
    expect(await client.services()).toEqual([]);
    await expect(client.trace('bad')).rejects.toThrow('500');
  });

  it('groups the spans of a search by trace', async () => {
    const { base, asked } = await serve(() => ({ body: spans('a', 'b', 'a') }));
    const traces = await new JaegerClient(base).search({ service: 'x', start: 0, end: 1, limit: 2 });
    expect(traces.map(({ traceId, spans: of }) => [traceId, of.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(decodeURIComponent(asked[0] ?? '')).toContain(
      'query.startTimeMax=1970-01-01T00:00:00.001Z&query.searchDepth=2',
    );
    // As older releases of Jaeger spell them.
    expect(decodeURIComponent(asked[0] ?? '')).toContain(
      'query.start_time_max=1970-01-01T00:00:00.001Z&query.num_traces=2',
    );
    expect(asked[0]).not.toMatch(/attributes|duration/);
  });

  it('asks for slow and for failed traces', async () => {
    const { base, asked } = await serve(() => ({ body: spans('a') }));
    const search = { service: 'x', start: 0, end: 1, limit: 2 };
    await new JaegerClient(base).search({ ...search, minDurationMs: 1500, failed: true });
    const { searchParams } = new URL(asked[0]?.split(' ')[1] ?? '', base);
    expect(searchParams.get('query.durationMin')).toBe('1500ms');
    expect(searchParams.get('query.attributes')).toBe('{"error":"true"}');
  });
});

describe('LokiClient', () => {
  it('reads every line page by page, also where many share a time', async () => {
    const all = Array.from({ length: 4500 }, (_, i): [string, string] => [
      String(1_000_000n + BigInt(i >> 1)),
      `line ${i}`,
    ]);
    const { base } = await serve((url) => {
      const start = BigInt(url.searchParams.get('start') ?? '0');
      const values = all.filter(([time]) => BigInt(time) >= start).slice(0, Number(url.searchParams.get('limit')));
      return { body: { data: { resultType: 'streams', result: [{ stream: { service_name: 'a' }, values }] } } };
    });
    const seen = new Set<string>();
    for await (const page of new LokiClient(base).all('{a="b"}', { start: 0, end: 10, limit: 100_000 })) {
      for (const { line } of page) seen.add(line);
    }
    expect(seen.size).toBe(4500);
  });

  it('says so when a query is answered with numbers in place of lines', async () => {
    const { base } = await serve(() => ({ body: { data: { resultType: 'matrix', result: [] } } }));
    const asking = new LokiClient(base).queryRange('count_over_time({a="b"}[1m])', { start: 0, end: 1, limit: 1 });
    await expect(asking).rejects.toThrow('matrix in place of log lines');
  });
});

describe('CollectorClient', () => {
  it('reads /metrics of the base it is given', async () => {
    const { base, asked } = await serve(() => ({ body: 'otelcol_receiver_accepted_spans{receiver="otlp"} 7\n' }));
    expect((await new CollectorClient(base).read()).sum('receiver_accepted_spans')).toBe(7);
    expect(asked).toEqual(['GET /metrics']);
  });
});

describe('ServiceFaultsClient', () => {
  it('switches faults on with parameters and off, and passes on why it cannot', async () => {
    const properties = { ms: { type: 'number' } };
    const state = { name: 'latency', active: true, parameters: { ms: 5 }, description: 'answers late' };
    const described = { ...state, schema: { type: 'object', properties, required: ['ms'] } };
    const bodies: string[] = [];
    const { base, asked } = await serve((url, incoming, body) => {
      if (incoming.method === 'GET') return { body: [described] };
      if (incoming.method === 'PUT') bodies.push(body);
      return url.pathname.endsWith('nope')
        ? { status: 404, body: { error: 'this service has no fault "nope"' } }
        : { status: 200 };
    });
    const client = new ServiceFaultsClient(base);
    await client.enable('latency', { ms: 5 });
    await client.disable('latency');
    expect(await client.list()).toEqual([{ ...state, schema: properties, required: ['ms'] }]);
    expect(asked).toEqual(['PUT /faults/latency?lease=15', 'DELETE /faults/latency', 'GET /faults']);
    expect(bodies).toEqual(['{"ms":5}']);
    await expect(client.enable('nope', {})).rejects.toThrow('no fault');
  });
});

describe('httpSender', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const get = { route: 'browse', method: 'GET', path: '/products', planted: false } as const;

  it("reports status, trace id, the server's own time and the body, and names itself", async () => {
    let agent: string | undefined;
    const headers = { traceresponse: `00-${traceId}-00f067aa0ba902b7-01`, 'server-timing': 'total;dur=3.5' };
    const { base } = await serve((_, incoming) => {
      agent = incoming.headers['user-agent'];
      return { status: 201, body: [{ id: 1 }], headers };
    });
    const sender = httpSender({ gateway: base, userAgent: 'sandbox-load', connections: 2 });
    expect(await sender.send(get)).toMatchObject({ status: 201, traceId, serverMs: 3.5, body: [{ id: 1 }] });
    expect(agent).toBe('sandbox-load');
    await sender.close();
  });

  it('reports the reason where there is no answer, also of requests under way when it is closed', async () => {
    const { base } = await serve(() => undefined);
    const sender = httpSender({ gateway: base, userAgent: 'x', connections: 2, timeoutMs: 60_000 });
    const sending = sender.send(get);
    await sender.close();
    expect(await sending).toMatchObject({ failure: expect.any(String) as string });
    servers.splice(0).forEach((server) => {
      server.closeAllConnections();
      server.close();
    });
    const other = httpSender({ gateway: base, userAgent: 'x', connections: 2 });
    expect(await other.send(get)).toMatchObject({ failure: 'ECONNREFUSED' });
    await other.close();
  });
});
