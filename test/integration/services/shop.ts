import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../../lib/wait.ts';
import { findFreePorts } from '../../../stack/components/free-ports.ts';
import {
  type CoreServiceName,
  findService,
  type ServiceDescriptor,
  type ServiceName,
} from '../../../stack/services/index.ts';
import { startPostgres } from '../../../stack/runtimes/embedded/postgres/start-postgres.ts';
import { startService, type RunningService } from '../../../stack/runtimes/embedded/service-process.ts';
import { startOtlpSink, type OtlpSink, type SunkLog, type SunkSpan } from './otlp-sink.ts';

/** Settings with which telemetry comes at once. */
export const promptTelemetry = {
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_BLRP_SCHEDULE_DELAY: '50',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
};

/** The services that an order goes through. */
export const allServices: readonly CoreServiceName[] = ['gateway', 'order', 'payment'];

/** The three services and their database, with a sink for what they export. */
export interface Shop {
  url: string;
  databaseUrl: string;
  sink: OtlpSink;
  services: Record<CoreServiceName, RunningService> & { inventory?: RunningService };
  /** Lines of each service's output. */
  lines: Record<CoreServiceName, string[]>;
  /** A request to a service's control endpoint. */
  control(
    service: CoreServiceName,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

export interface ShopOptions {
  /** Additional variables of every service. */
  variables?: Record<string, string>;
  /** With an interpreter that has its packages, the shop has an inventory too. */
  interpreter?: string;
}

export async function startShop({ variables = {}, interpreter }: ShopOptions = {}): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-shop-'));
  const sink = await startOtlpSink();
  const postgres = await startPostgres({ folder });
  const lines: Shop['lines'] = { gateway: [], order: [], payment: [] };
  const start = (name: CoreServiceName | 'inventory', env: Record<string, string>): Promise<RunningService> =>
    startService({
      service: serviceOf(name),
      interpreter,
      env: { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...promptTelemetry, ...variables, ...env },
      onLog(line) {
        if (name !== 'inventory') lines[name].push(line);
      },
    });
  const payment = await start('payment', {});
  const inventory = interpreter === undefined ? undefined : await startInventory(start, postgres.url);
  const order = await start('order', {
    PAYMENT_URL: `http://127.0.0.1:${payment.port}`,
    DATABASE_URL: postgres.url,
    ...(inventory && { INVENTORY_URL: `http://127.0.0.1:${inventory.port}` }),
  });
  const gateway = await start('gateway', { ORDER_URL: `http://127.0.0.1:${order.port}` });
  const services = { gateway, order, payment, ...(inventory && { inventory }) };
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
      await Promise.all([gateway.stop(), order.stop(), payment.stop(), inventory?.stop()]);
      await postgres.stop();
      await sink.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** It reports no port, so that it gets free ones. */
async function startInventory(
  start: (name: 'inventory', env: Record<string, string>) => Promise<RunningService>,
  databaseUrl: string,
): Promise<RunningService> {
  const [port, controlPort] = await findFreePorts(2);
  return await start('inventory', {
    ...{ PORT: String(port), CONTROL_PORT: String(controlPort), DATABASE_URL: databaseUrl },
  });
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
    { timeoutMs: 45_000, intervalMs: 20 },
  );
  if (!waited.ok) throw new Error(`${what} did not come within ${waited.ms}ms`);
  return waited.value;
}

/**
 * All spans of a trace, once each of these services has sent its server span and no span lacks its parent.
 *
 * The spans themselves cannot show that a trace is complete: services export at different times, and without those of a
 * callee it looks complete too. A service exports its server span after every other span of the request but those of
 * its calls, and such a span is the parent of the callee's server span.
 */
export async function traceOf(shop: Shop, traceId: string, services: readonly ServiceName[]): Promise<SunkSpan[]> {
  return eventually(`the trace ${traceId} through ${services.join(', ')}`, () => {
    const spans = shop.sink.spans.filter((span) => span.traceId === traceId);
    const ids = new Set(spans.map((span) => span.spanId));
    const served = new Set(spans.filter(({ kind }) => kind === 2).map(({ service }) => service));
    const isComplete =
      services.every((service) => served.has(service)) &&
      spans.every(({ parentSpanId }) => parentSpanId === '' || ids.has(parentSpanId));
    return isComplete ? spans : undefined;
  });
}

/** The log records of a trace, once each of these services has sent its line on the request, which is its last. */
export async function logsOf(shop: Shop, traceId: string, services: readonly CoreServiceName[]): Promise<SunkLog[]> {
  return eventually(`the request lines of ${services.join(', ')} in the trace ${traceId}`, () => {
    const logs = shop.sink.logs.filter((log) => log.traceId === traceId);
    const isDone = (service: CoreServiceName): boolean =>
      logs.some((log) => log.service === service && /^(GET|POST) \S+ \d+$/.test(String(log.body)));
    return services.every(isDone) ? logs : undefined;
  });
}
