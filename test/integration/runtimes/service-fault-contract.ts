import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredSpan } from '../../../lib/otlp/json/read-spans.ts';
import { JaegerClient } from '../../../stack/clients/jaeger.ts';
import { LokiClient } from '../../../stack/clients/loki.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import type { RunningStack, Runtime } from '../../../stack/runtimes/runtime.ts';
import { eventually, placeOrder } from './outside.ts';

/** What faults of the services do to the telemetry that the backends have. Without its fault each probe finds the opposite. */
export function serviceFaultContract(runtime: Runtime): void {
  let folder: string;
  let stack: RunningStack;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-service-faults-'));
    chmodSync(folder, 0o711);
    stack = await runtime.boot({ ports: 'auto', pace: 20, seed: 1, folder, onComponent: () => undefined });
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The spans of an order, once the one that is asked for has arrived. */
  async function spansOfOrder(isThere: (span: StoredSpan) => boolean): Promise<StoredSpan[]> {
    const traceId = (await placeOrder(stack.endpoints)) ?? 'none';
    let spans: StoredSpan[] = [];
    await eventually('the trace of the order is in Jaeger', async () => {
      spans = (await new JaegerClient(stack.endpoints.jaeger).trace(traceId))?.spans ?? [];
      return spans.some(isThere);
    });
    return spans;
  }
  const milliseconds = (span: StoredSpan | undefined): number => Number((span?.end ?? 0n) - (span?.start ?? 0n)) / 1e6;
  const isQuery = ({ service, attributes }: StoredSpan): boolean =>
    service === 'order' && 'db.query.text' in attributes;
  const isCharge = ({ service, kind }: StoredSpan): boolean => service === 'payment' && kind === 'server';
  const slowestQuery = async (): Promise<number> =>
    Math.max(...(await spansOfOrder(isQuery)).filter(isQuery).map(milliseconds));
  /** By how much the charge seems to begin after the call of it. */
  const lead = async (): Promise<number> => {
    const spans = await spansOfOrder(isCharge);
    const charge = spans.find(isCharge);
    const call = spans.find(({ spanId }) => spanId === charge?.parentSpanId);
    return Number((charge?.start ?? 0n) - (call?.start ?? 0n)) / 1e6;
  };
  const utilization = async (): Promise<number> => {
    const query = 'nodejs_eventloop_utilization_ratio{service_name="payment"}';
    return (await new PrometheusClient(stack.endpoints.prometheus).query(query))[0]?.value ?? NaN;
  };
  const linesOfStorm = async (): Promise<number> => {
    const range = { start: Date.now() - 300_000, end: Date.now() + 60_000, limit: 5000 };
    const query = '{service_name="payment"} |= "refused, retrying"';
    return (await new LokiClient(stack.endpoints.loki).queryRange(query, range)).length;
  };

  async function during<T>(
    [service, name]: readonly ['order' | 'payment', string],
    parameters: object,
    probe: () => Promise<T>,
  ): Promise<T> {
    const url = `${stack.endpoints.control[service] ?? ''}/faults/${name}`;
    expect((await fetch(url, { method: 'PUT', body: JSON.stringify(parameters) })).status).toBe(200);
    try {
      return await probe();
    } finally {
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    }
  }

  test('slow-queries is in the span of the query', async () => {
    expect(await during(['order', 'slow-queries'], { ms: 700 }, slowestQuery)).toBeGreaterThan(690);
    expect(await slowestQuery()).toBeLessThan(690);
  });

  test('clock-skew moves the spans of its service before the call that caused them', async () => {
    expect(await during(['payment', 'clock-skew'], { offsetMs: -60_000 }, lead)).toBeLessThan(-50_000);
    expect(await lead()).toBeGreaterThan(-50_000);
  });

  test('lost-context leaves the callee out of the trace', async () => {
    const services = async (): Promise<string[]> => [
      ...new Set((await spansOfOrder(({ parentSpanId }) => parentSpanId === '')).map(({ service }) => service)),
    ];
    expect(await during(['order', 'lost-context'], {}, services)).not.toContain('payment');
    expect((await spansOfOrder(isCharge)).length).toBeGreaterThan(0);
  });

  test('cpu-saturation is in the utilization of the event loop', async () => {
    await eventually('an idle event loop', async () => (await utilization()) < 0.7);
    await during(['payment', 'cpu-saturation'], { load: 0.85 }, () =>
      eventually('a busy event loop', async () => (await utilization()) > 0.8),
    );
    await eventually('an idle event loop again', async () => (await utilization()) < 0.7);
  });

  test('log-storm is in the logs', async () => {
    expect(await linesOfStorm()).toBe(0);
    await during(['payment', 'log-storm'], { linesPerSecond: 200 }, () =>
      eventually('500 lines', async () => (await linesOfStorm()) > 500),
    );
  });
}
