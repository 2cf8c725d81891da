import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../../lib/wait.ts';
import { findService, type ServiceDescriptor, type ServiceName } from '../../../stack/services/index.ts';
import { startPostgres } from '../../../stack/runtimes/embedded/postgres/start-postgres.ts';
import { startService, type RunningService } from '../../../stack/runtimes/embedded/service-process.ts';
import { startOtlpSink, type OtlpSink, type SunkSpan } from './otlp-sink.ts';

/** Settings with which telemetry comes at once. */
export const promptTelemetry = {
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_BLRP_SCHEDULE_DELAY: '50',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
};

/** The three services and their database, with a sink for what they export. */
export interface Shop {
  url: string;
  databaseUrl: string;
  sink: OtlpSink;
  services: Record<ServiceName, RunningService>;
  /** Lines of each service's output. */
  lines: Record<ServiceName, string[]>;
  /** A request to a service's control endpoint. */
  control(
    service: ServiceName,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-shop-'));
  const sink = await startOtlpSink();
  const postgres = await startPostgres({ folder });
  const lines: Shop['lines'] = { gateway: [], order: [], payment: [] };
  const start = (name: ServiceName, env: Record<string, string>): Promise<RunningService> =>
    startService({
      service: serviceOf(name),
      env: { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...promptTelemetry, ...env },
      onLog: (line) => lines[name].push(line),
    });
  const payment = await start('payment', {});
  const order = await start('order', { PAYMENT_URL: `http://127.0.0.1:${payment.port}`, DATABASE_URL: postgres.url });
  const gateway = await start('gateway', { ORDER_URL: `http://127.0.0.1:${order.port}` });
  const services = { gateway, order, payment };
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    databaseUrl: postgres.url,
    sink,
    services,
    lines,
    async control(service, method, path, body) {
      const response = await fetch(`http://127.0.0.1:${services[service].controlPort}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    },
    async stop() {
      await Promise.all([gateway.stop(), order.stop(), payment.stop()]);
      await postgres.stop();
      await sink.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serviceOf(name: ServiceName): ServiceDescriptor {
  const service = findService(name);
  if (!service) throw new Error(`there is no service ${name}`);
  return service;
}

/** The trace id in an answer's `traceresponse` header. */
export function traceIdOf(response: Response): string {
  const match = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(response.headers.get('traceresponse') ?? '');
  if (!match?.[1]) throw new Error(`no valid traceresponse: ${response.headers.get('traceresponse') ?? 'none'}`);
  return match[1];
}

/** Places an order; product 3 is a chef knife at 79.90. */
export function placeOrder(shop: Shop, quantity = 2, productId = 3): Promise<Response> {
  return fetch(`${shop.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId, quantity }),
  });
}

/** What `pick` finds, once it finds it. */
export async function eventually<T>(what: string, pick: () => T | undefined): Promise<T> {
  const waited = await waitUntil<T>(
    () => {
      const value = pick();
      return value === undefined ? { done: false, seen: 'not there' } : { done: true, value };
    },
    { timeoutMs: 15_000, intervalMs: 20 },
  );
  if (!waited.ok) throw new Error(`${what} did not come within ${waited.ms} ms`);
  return waited.value;
}

/** All spans of a trace, once its root has come and each span's parent is there. */
export async function traceOf(shop: Shop, traceId: string): Promise<SunkSpan[]> {
  return eventually(`a whole trace ${traceId}`, () => {
    const spans = shop.sink.spans.filter((span) => span.traceId === traceId);
    const ids = new Set(spans.map((span) => span.spanId));
    const hasRoot = spans.some((span) => span.parentSpanId === '');
    return hasRoot && spans.every((span) => span.parentSpanId === '' || ids.has(span.parentSpanId)) ? spans : undefined;
  });
}
