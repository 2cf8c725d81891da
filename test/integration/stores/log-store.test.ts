import { SeverityNumber } from '@opentelemetry/api-logs';
import { context, trace, TraceFlags } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningLogStore, startLogStore } from '../../../stack/stores/logs/start-log-store.ts';
import { record } from '../../unit/stores/log-samples.ts';
import { attribute, epoch, second } from '../../unit/otlp/samples.ts';

let store: RunningLogStore;
beforeEach(async () => {
  store = await startLogStore({ port: 0 });
});
afterEach(() => store.close());

const range = { start: String(epoch), end: String(epoch + 3600n * second) };

async function get(path: string, params: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${store.url}${path}?${new URLSearchParams(params).toString()}`);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

async function put(recordsOf: Record<string, object[]>): Promise<Response> {
  const resourceLogs = Object.entries(recordsOf).map(([service, logRecords]) => ({
    resource: { attributes: [attribute('service.name', service)] },
    scopeLogs: [{ logRecords }],
  }));
  const headers = { 'content-type': 'application/json' };
  return fetch(`${store.otlpUrl}/v1/logs`, { method: 'POST', headers, body: JSON.stringify({ resourceLogs }) });
}

describe('the log store behind an SDK', () => {
  it('gives back what the exporter sent, with the labels that Loki makes of it', async () => {
    const exporter = new OTLPLogExporter({ url: `${store.otlpUrl}/v1/logs` });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({
        'service.name': 'order',
        'deployment.environment.name': 'test',
        'host.name': 'h',
      }),
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    const traceId = 'ab'.repeat(16);
    const spanContext = { traceId, spanId: 'cd'.repeat(8), traceFlags: TraceFlags.SAMPLED };
    provider.getLogger('pino', '10').emit({
      severityNumber: SeverityNumber.ERROR,
      severityText: 'error',
      body: 'payment failed',
      attributes: { 'order.id': 7, ok: false },
      context: trace.setSpanContext(context.active(), spanContext),
    });
    await provider.forceFlush();
    await provider.shutdown();

    const { status, body } = await get('/loki/api/v1/query_range', {
      query: `{service_name="order"} | trace_id="${traceId}"`,
    });
    expect(status).toBe(200);
    const { data } = body as {
      data: { resultType: string; result: { stream: object; values: string[][] }[]; stats: object };
    };
    expect(data).toMatchObject({ resultType: 'streams', stats: {} });
    expect(data.result).toHaveLength(1);
    expect(data.result[0]?.stream).toEqual({
      service_name: 'order',
      deployment_environment_name: 'test',
      host_name: 'h',
      scope_name: 'pino',
      scope_version: '10',
      severity_number: '17',
      severity_text: 'error',
      detected_level: 'error',
      observed_timestamp: expect.stringMatching(/^\d{19}$/) as string,
      flags: '1',
      trace_id: traceId,
      span_id: 'cd'.repeat(8),
      order_id: '7',
      ok: 'false',
    });
    expect(data.result[0]?.values).toEqual([[expect.stringMatching(/^\d{19}$/) as string, 'payment failed']]);
    expect((await get('/loki/api/v1/labels')).body).toEqual({
      status: 'success',
      data: ['deployment_environment_name', 'service_name'],
    });
  });
});

describe("Loki's API", () => {
  beforeEach(async () => {
    await put({ order: [record(1, 'a'), record(2, 'b')], payment: [record(3, 'c'), record(4000, 'late')] });
  });

  it('answers log queries from GET and from a posted form, newest first unless the query has a direction', async () => {
    const query = '{service_name=~".+"}';
    const lines = (body: unknown): string[] =>
      (body as { data: { result: { values: string[][] }[] } }).data.result.flatMap(({ values }) =>
        values.map(([, line]) => line ?? ''),
      );
    expect(lines((await get('/loki/api/v1/query_range', { query, ...range, limit: '2' })).body)).toEqual(['c', 'b']);
    const form = new URLSearchParams({ query, ...range, direction: 'FORWARD' });
    const posted = await fetch(`${store.url}/loki/api/v1/query_range`, { method: 'POST', body: form });
    expect(lines(await posted.json())).toEqual(['a', 'b', 'c']);
  });

  it('takes times in seconds, with a fraction, and in RFC 3339', async () => {
    const count = async (start: string, end: string): Promise<number> => {
      const { body } = await get('/loki/api/v1/query_range', { query: '{service_name="order"}', start, end });
      return (body as { data: { result: unknown[] } }).data.result.length;
    };
    expect(await count('1767225601', '1767225602')).toBe(1);
    expect(await count('1767225602.5', '1767225603.5')).toBe(0);
    expect(await count('2026-01-01T00:00:02Z', '2026-01-01T00:00:03Z')).toBe(1);
  });

  it('answers metric queries as a vector and as a matrix on aligned steps', async () => {
    const query = 'sum by (service_name) (count_over_time({service_name=~".+"}[5s]))';
    const instant = await get('/loki/api/v1/query', { query, time: '1767225604' });
    expect(instant.body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          { metric: { service_name: 'order' }, value: [1767225604, '2'] },
          { metric: { service_name: 'payment' }, value: [1767225604, '1'] },
        ],
        stats: {},
      },
    });
    const ranged = await get('/loki/api/v1/query_range', { query, start: '1767225603', end: '1767225606', step: '5' });
    expect(ranged.body).toMatchObject({
      data: {
        resultType: 'matrix',
        result: [
          { metric: { service_name: 'order' }, values: [[1767225605, '2']] },
          { metric: { service_name: 'payment' }, values: [[1767225605, '1']] },
        ],
      },
    });
    const scalar = await get('/loki/api/v1/query', { query: '1 + 1', time: '1767225604' });
    expect(scalar.body).toMatchObject({ data: { resultType: 'scalar', result: [1767225604, '2'] } });
  });

  it('lists labels, values and series of a time range', async () => {
    expect((await get('/loki/api/v1/label/service_name/values', range)).body).toEqual({
      status: 'success',
      data: ['order', 'payment'],
    });
    const selected = { ...range, query: '{service_name="order"}' };
    expect((await get('/loki/api/v1/label/service_name/values', selected)).body).toMatchObject({ data: ['order'] });
    const late = { start: '1767229600', end: '1767229601' };
    expect((await get('/loki/api/v1/label/service_name/values', late)).body).toMatchObject({ data: ['payment'] });
    expect((await get('/loki/api/v1/label/nothing/values', range)).body).toEqual({ status: 'success' });
    expect((await get('/loki/api/v1/series', { ...range, 'match[]': '{service_name="order"}' })).body).toEqual({
      status: 'success',
      data: [{ service_name: 'order' }],
    });
  });

  it('is ready and says what it is', async () => {
    expect(await get('/ready')).toEqual({ status: 200, body: 'ready\n' });
    expect((await get('/loki/api/v1/status/buildinfo')).body).toMatchObject({ edition: 'sandbox' });
    expect((await get('/')).body).toContain('log store of the embedded sandbox');
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['query_range', { query: '{a="b"' }, 400, 'parse error at line 1, col 7: syntax error: unexpected $end'],
    ['query_range', { query: '{a="b"} | decolorize' }, 400, 'the stage decolorize is not supported'],
    ['query_range', { query: '{a="b"}', limit: '0' }, 400, 'limit must be a positive value'],
    ['query_range', { query: '{a="b"}', limit: '5001' }, 400, 'max entries limit per query exceeded'],
    ['query_range', { query: '{a="b"}', direction: 'up' }, 400, "invalid direction 'up'"],
    ['query_range', { query: '{a="b"}', start: 'now' }, 400, 'cannot parse start: "now"'],
    ['query_range', { query: '{a="b"}', start: '20', end: '10' }, 400, 'end timestamp must not be before'],
    [
      'query_range',
      { query: '1', start: '0', end: '1000000', step: '1' },
      400,
      'exceeded maximum resolution of 11,000 points',
    ],
    ['query_range', { query: '1', step: '0' }, 400, 'zero or negative query resolution'],
    ['query', { query: '{a="b"}' }, 400, 'log queries are not supported as an instant query type'],
    ['series', { 'match[]': '{a="b"} |= "x"' }, 400, 'a stream selector such as'],
    ['tail', { query: '{a="b"}' }, 400, 'is a WebSocket'],
    ['patterns', { query: '{a="b"}' }, 404, 'does not answer /loki/api/v1/patterns; it answers:'],
    ['push', {}, 404, 'POST /otlp/v1/logs'],
  ])('%s %j -> %i', async (path, params, status, message) => {
    const answer = await get(`/loki/api/v1/${path}`, params);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(message);
  });

  it('counts what it took, doubles and refusals', async () => {
    expect((await put({ order: [record(1, 'a')] })).status).toBe(200);
    const refused = await fetch(`${store.otlpUrl}/v1/logs`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/csv' },
    });
    expect(refused.status).toBe(415);
    expect(store.stats()).toMatchObject({ records: 4, receivedRecords: 5, duplicateRecords: 1, rejectedRequests: 1 });
    const metrics = await (await fetch(`${store.url}/metrics`)).text();
    expect(metrics).toContain('# TYPE sandbox_logs_records gauge\nsandbox_logs_records 4\n');
    expect(metrics).toContain(
      '# TYPE sandbox_logs_duplicate_records_total counter\nsandbox_logs_duplicate_records_total 1\n',
    );
  });
});

describe('startLogStore', () => {
  it('says that its port is taken', async () => {
    const port = Number(new URL(store.url).port);
    await expect(startLogStore({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} of the log store is already in use`,
    });
  });

  it('closes at once while clients keep their connections open', async () => {
    await get('/ready');
    await store.close();
    await expect(fetch(`${store.url}/ready`)).rejects.toThrow();
  });
});
