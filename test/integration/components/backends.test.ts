import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { request } from '../../../stack/clients/http.ts';
import { JaegerClient } from '../../../stack/clients/jaeger.ts';
import { LokiClient } from '../../../stack/clients/loki.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import { startComponent, type StartedComponent } from '../../docker/component-container.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { sendCount, sendLine, sendSpan } from '../../docker/otlp.ts';

const { reason } = await dockerOrReason(['jaeger', 'loki', 'prometheus', 'grafana']);
const lately = (): { start: number; end: number } => ({ start: Date.now() - 60_000, end: Date.now() + 60_000 });

/** What `ask` answers, once it is not empty. */
async function eventually<T>(ask: () => Promise<T[]>): Promise<T[]> {
  const waited = await waitUntil<T[]>(
    async () => {
      const answer = await ask();
      return answer.length > 0 ? { done: true, value: answer } : { done: false, seen: 'nothing' };
    },
    { timeoutMs: 45_000 },
  );
  if (!waited.ok) throw new Error(`${waited.lastSeen} after ${waited.tries} tries`);
  return waited.value;
}

describe.skipIf(reason)(titled('Jaeger alone', reason), () => {
  let jaeger: StartedComponent;
  beforeAll(async () => {
    jaeger = await startComponent('jaeger', { ports: [4318, 13133, 16686], ready: { port: 13133, path: '/status' } });
  });
  afterAll(() => jaeger.stop());

  it('keeps a trace and finds it by its id and by its service', async () => {
    const client = new JaegerClient(jaeger.url(16686));
    const traceId = await sendSpan(jaeger.url(4318), 'shop', { 'url.path': '/things' });
    const [trace] = await eventually(async () => [(await client.trace(traceId)) ?? []].flat());
    expect(trace?.spans).toMatchObject([
      { traceId, service: 'shop', kind: 'server', status: { error: true }, attributes: { 'url.path': '/things' } },
    ]);
    expect(await client.services()).toEqual(['shop']);
    expect(await client.search({ service: 'shop', ...lately(), limit: 5 })).toHaveLength(1);
    expect(await client.search({ service: 'shop', ...lately(), limit: 5, operation: 'nothing' })).toEqual([]);
  });
});

describe.skipIf(reason)(titled('Loki alone', reason), () => {
  let loki: StartedComponent;
  beforeAll(async () => {
    loki = await startComponent('loki', { ports: [3100], ready: { port: 3100, path: '/ready' } });
  });
  afterAll(() => loki.stop());

  it('keeps a line and finds it by its service and the trace that it belongs to', async () => {
    const client = new LokiClient(loki.url(3100));
    const traceId = await sendLine(`${loki.url(3100)}/otlp`, 'shop', 'no more things');
    await sendLine(`${loki.url(3100)}/otlp`, 'shop', 'another');
    const query = `{service_name="shop"} | trace_id="${traceId}"`;
    const lines = await eventually(() => client.queryRange(query, { ...lately(), limit: 10 }));
    expect(lines).toMatchObject([{ line: 'no more things', labels: { trace_id: traceId, severity_text: 'ERROR' } }]);
    expect(await client.labelValues('service_name', lately())).toEqual(['shop']);
  });

  it('sends no statistics of its use anywhere', async () => {
    const { body } = await request(`${loki.url(3100)}/config`);
    expect(body).toMatch(/analytics:\n\s+reporting_enabled: false/);
  });
});

describe.skipIf(reason)(titled('Prometheus alone', reason), () => {
  let prometheus: StartedComponent;
  beforeAll(async () => {
    prometheus = await startComponent('prometheus', { ports: [9090], ready: { port: 9090, path: '/-/ready' } });
  });
  afterAll(() => prometheus.stop());

  it('takes metrics over OTLP, with their service as a label and their exemplars', async () => {
    const client = new PrometheusClient(prometheus.url(9090));
    const traceId = await sendCount(`${prometheus.url(9090)}/api/v1/otlp`, 'shop', 'things.sold', 3);
    const [sample] = await eventually(() => client.query('things_sold_total'));
    expect(sample).toMatchObject({ value: 3, labels: { service_name: 'shop' } });
    expect(await client.exemplars('things_sold_total', lately())).toMatchObject([{ labels: { trace_id: traceId } }]);
  });

  it('evaluates every rule', async () => {
    const client = new PrometheusClient(prometheus.url(9090));
    const evaluated = await eventually(async () => {
      const rules = await client.alertRules();
      return rules.every(({ health }) => health !== 'unknown') ? rules : [];
    });
    expect(evaluated.map(({ name }) => name)).toContain('OTelCollectorDropping');
    expect(
      evaluated.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
    ).toEqual([]);
  });
});

describe.skipIf(reason)(titled('Grafana alone', reason), () => {
  it('starts with what is provisioned, on a root folder that it cannot write', async () => {
    const grafana = await startComponent('grafana', { ports: [3000], ready: { port: 3000, path: '/api/health' } });
    try {
      const { body } = await request(`${grafana.url(3000)}/api/health`);
      expect(JSON.parse(body)).toMatchObject({ database: 'ok' });
    } finally {
      await grafana.stop();
    }
  });
});
