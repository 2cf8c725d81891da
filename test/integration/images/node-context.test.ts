import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { servicePreloads } from '../../../stack/components/arguments.ts';
import { gateway } from '../../../stack/services/gateway.ts';
import { order } from '../../../stack/services/order.ts';
import { payment } from '../../../stack/services/payment.ts';
import type { ServiceDescriptor } from '../../../stack/services/service.ts';
import { telemetryVariablesOf } from '../../../stack/services/telemetry.ts';
import { nodeContext, writeContext } from '../../../stack/images/services/build-context.ts';
import { startPostgres, type RunningPostgres } from '../../../stack/runtimes/embedded/postgres/start-postgres.ts';
import { startOtlpSink, type OtlpSink } from '../services/otlp-sink.ts';
import { eventually, promptTelemetry, traceIdOf } from '../services/shop.ts';

// What the image's build copies, run on its own: far from this project's node_modules, a package or a file that was left out is missed.
let folder: string;
let sink: OtlpSink;
let postgres: RunningPostgres;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-context-'));
  await writeContext(nodeContext(), join(folder, 'context'));
  sink = await startOtlpSink();
  postgres = await startPostgres({ folder });
});
afterAll(async () => {
  for (const child of children) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
  await postgres.stop();
  await sink.close();
  await rm(folder, { recursive: true });
});

async function start(service: ServiceDescriptor, env: Record<string, string>): Promise<string> {
  const { name } = service;
  const child = fork(join(folder, 'context', 'services', name, 'main.js'), [], {
    cwd: join(folder, 'context'),
    env: {
      PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      ...telemetryVariablesOf(service),
      ...promptTelemetry,
      ...env,
    },
    // As the image's entry point does.
    execArgv: servicePreloads.map((source) => `--import=./${source}.js`),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.push(child);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended: ${errors}`)));
  const ready = new Promise<number>((resolve) => {
    child.on('message', ({ type, port }: { type: string; port: number }) => {
      if (type === 'ready') resolve(port);
    });
  });
  const port = await Promise.race([ready, ended]);
  // From here on its end is the test's.
  ended.catch(() => undefined);
  return `http://127.0.0.1:${port}`;
}

it('is enough for the services to run, to be traced, and to use their database', async () => {
  const paymentUrl = await start(payment, {});
  const orderUrl = await start(order, { PAYMENT_URL: paymentUrl, DATABASE_URL: postgres.url });
  const url = await start(gateway, { ORDER_URL: orderUrl });
  const answer = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 3, quantity: 2 }),
  });
  expect(answer.status).toBe(201);
  const traceId = traceIdOf(answer);
  // One sign of each instrumentation: routes are fastify's, a client's span of HTTP undici's, the database's pg's, the log lines pino's.
  await eventually('the telemetry of each instrumentation', () => {
    const spans = sink.spans.filter((span) => span.traceId === traceId);
    const servers = new Set(
      spans.filter(({ kind, attributes }) => kind === 2 && attributes['http.route']).map(({ service }) => service),
    );
    const clients = spans.filter(({ kind }) => kind === 3);
    const has = (key: string): boolean => clients.some(({ attributes }) => attributes[key] !== undefined);
    const logged = sink.logs.some((log) => log.traceId === traceId);
    return servers.size === 3 && has('url.full') && has('db.query.text') && logged ? true : undefined;
  });
});
