import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { JaegerClient } from '../../../stack/clients/jaeger.ts';
import { LokiClient } from '../../../stack/clients/loki.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import type { ComponentName } from '../../../stack/components/component.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';

/** A deadline that only a failure reaches, on a machine that does much else too. */
const deadlineMs = 45_000;
/** How long the silence of a faulted component is observed. */
const silenceMs = 1_000;

/** Where each component is asked from outside; PostgreSQL by a page that needs it. */
function pageOf(name: ComponentName, endpoints: Endpoints): string {
  const { gateway, collector, jaeger, prometheus, loki, grafana = '', control } = endpoints;
  const pages: Record<ComponentName, string> = {
    'otel-collector': `${collector.health}/`,
    jaeger: `${jaeger}/api/v3/services`,
    prometheus: `${prometheus}/-/ready`,
    loki: `${loki}/ready`,
    grafana: `${grafana}/api/health`,
    postgres: `${gateway}/products`,
    gateway: `${gateway}/health`,
    order: `${control.order}/faults`,
    payment: `${control.payment}/faults`,
    inventory: `${control.inventory}/faults`,
    shipping: `${control.shipping}/faults`,
    legacy: `${control.legacy}/faults`,
    redis: `${control.inventory}/faults`,
  };
  return pages[name];
}

/** Asks with a connection of its own, and says what came: a status, or that there was no answer within the time. */
async function ask(name: ComponentName, endpoints: Endpoints, timeoutMs: number): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const outgoing = request(pageOf(name, endpoints), { agent: false, signal }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await text(response);
    return response.statusCode === 200 ? 'answers' : `answers ${response.statusCode ?? '?'}`;
  } catch {
    return 'does not answer';
  }
}

/** Whether a component does its work, as far as can be seen from outside. */
export async function works(name: ComponentName, endpoints: Endpoints, timeoutMs = deadlineMs): Promise<boolean> {
  return (await ask(name, endpoints, timeoutMs)) === 'answers';
}

/** Whether a component that a fault has stopped is refused, fails or stays silent. */
export async function isOut(name: ComponentName, endpoints: Endpoints): Promise<boolean> {
  return (await ask(name, endpoints, silenceMs)) !== 'answers';
}

/** Places an order and answers its trace id; undefined where it failed. */
export async function placeOrder({ gateway }: Endpoints): Promise<string | undefined> {
  const response = await fetch(`${gateway}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 3, quantity: 1 }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  await response.text();
  return response.status === 201 ? response.headers.get('traceresponse')?.split('-')[1] : undefined;
}

/** Fails with what was last seen where `probe` does not become true in time. */
export async function eventually(what: string, probe: () => Promise<boolean>): Promise<void> {
  const waited = await waitUntil(
    async () => ((await probe()) ? { done: true, value: undefined } : { done: false, seen: 'not yet' }),
    { timeoutMs: deadlineMs, intervalMs: 250 },
  );
  expect(waited.ok ? what : `${what}: ${waited.lastSeen}`).toBe(what);
}

/** The number of spans of a trace in Jaeger. */
export async function spanCount(traceId: string, { jaeger }: Endpoints): Promise<number> {
  return (await new JaegerClient(jaeger).trace(traceId))?.spans.length ?? 0;
}

/** Whether a trace of an order is complete in Jaeger: one root, all three services, and no span lacks its parent. */
export async function isWhole(traceId: string, { jaeger }: Endpoints): Promise<boolean> {
  const spans = (await new JaegerClient(jaeger).trace(traceId))?.spans ?? [];
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  const services = new Set(spans.map(({ service }) => service));
  return (
    roots.length === 1 &&
    services.size === 3 &&
    spans.every(({ parentSpanId }) => !parentSpanId || ids.has(parentSpanId))
  );
}

/** Whether the order service's lines of a trace are in Loki. */
export async function hasLines(traceId: string, { loki }: Endpoints): Promise<boolean> {
  const range = { start: Date.now() - 300_000, end: Date.now() + 60_000, limit: 10 };
  return (await new LokiClient(loki).queryRange(`{service_name="order"} | trace_id="${traceId}"`, range)).length > 0;
}

/** An order placed now is seen in all three backends, and what is scraped now in Prometheus. */
export async function expectDataFlows(endpoints: Endpoints): Promise<void> {
  const since = Date.now();
  let traceId = '';
  await eventually('an order can be placed', async () => {
    traceId = (await placeOrder(endpoints)) ?? '';
    return traceId !== '';
  });
  await eventually('its trace is in Jaeger', () => isWhole(traceId, endpoints));
  await eventually('its log lines are in Loki', () => hasLines(traceId, endpoints));
  const prometheus = new PrometheusClient(endpoints.prometheus);
  await eventually('Prometheus scrapes the Collector', async () => {
    const samples = await prometheus.query('timestamp(up{job="otel-collector"}) and up{job="otel-collector"} == 1');
    return samples.some(({ value }) => value * 1000 > since);
  });
}
