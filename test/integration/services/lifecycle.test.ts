import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { builtEntry } from '../../../lib/paths.ts';
import { startService, type RunningService } from '../../../stack/runtimes/embedded/service-process.ts';
import { gateway } from '../../../stack/services/gateway.ts';
import { payment } from '../../../stack/services/payment.ts';
import { startOtlpSink } from './otlp-sink.ts';
import { eventually } from './shop.ts';

const started: RunningService[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.stop()));
});

/** Telemetry that would wait for an hour. */
const lateTelemetry = {
  OTEL_BSP_SCHEDULE_DELAY: '3600000',
  OTEL_BLRP_SCHEDULE_DELAY: '3600000',
  OTEL_METRIC_EXPORT_INTERVAL: '3600000',
};

const body = JSON.stringify({ orderId: 'a', amount: 1, currency: 'USD' });
const headers = { 'content-type': 'application/json' };
const charge = (port: number): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/charges`, { method: 'POST', headers, body });

/** A charge that the service has begun to read: it has answered `100 Continue` and waits for the body. */
async function beginCharge(port: number): Promise<{ finish: () => Promise<number | undefined> }> {
  const outgoing = request({
    ...{ host: '127.0.0.1', port, method: 'POST', path: '/charges', agent: false },
    headers: { ...headers, 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  outgoing.flushHeaders();
  await once(outgoing, 'continue');
  return {
    async finish() {
      outgoing.end(body);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('SIGTERM lets requests under way end, sends what is held, and exits with 0', async () => {
  const sink = await startOtlpSink();
  const env = { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...lateTelemetry };
  const running = await startService({ service: payment, env });
  started.push(running);
  const underWay = await beginCharge(running.port);
  expect(sink.spans).toEqual([]);
  const stopping = running.stop();
  expect(await underWay.finish()).toBe(201);
  await stopping;
  expect(await running.exited).toEqual({ code: 0, signal: null });
  expect(sink.spans.map((span) => span.name)).toContain('payment.charge');
  expect(sink.logs.map((log) => log.body)).toContain('payment charged');
  expect(sink.points().map((point) => point.name)).toContain('payment.processing.duration');
  await sink.close();
});

test('a Collector that is gone does not keep a service from stopping', async () => {
  const env = { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...lateTelemetry };
  const running = await startService({ service: payment, env });
  started.push(running);
  expect((await charge(running.port)).status).toBe(201);
  await running.stop();
  expect(await running.exited).toEqual({ code: 0, signal: null });
});

test('a service ends when the process that started it is killed', async () => {
  // Starts the service and reports its process id, to be killed then.
  const script = `
    const { fork } = require('node:child_process');
    const child = fork(process.env.ENTRY, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', () => process.send(child.pid));`;
  const ENTRY = builtEntry('services/payment/main');
  const env = { PATH: process.env.PATH, PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ENTRY };
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
  const [pid] = (await once(parent, 'message')) as [number];
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually('the end of the service', () => (isRunning(pid) ? undefined : true));
});

test('Ctrl-C is left to the parent to act on', async () => {
  const running = await startService({
    service: payment,
    env: { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  });
  started.push(running);
  process.kill(running.pid, 'SIGINT');
  expect((await charge(running.port)).status).toBe(201);
});

test('a service that cannot start is an error with its reason and its last lines, and leaves no process', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const pids: number[] = [];
  const starting = startService({
    service: payment,
    env: { PORT: String(port) },
    onProcess: (pid) => pids.push(pid),
  });
  const error: unknown = await starting.catch((reason: unknown) => reason);
  taken.close();
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(4);
  expect((error as UserError).message).toContain('payment could not be started: it ended with exit code 1');
  expect((error as UserError).details.join('\n')).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
  expect(pids).toHaveLength(1);
  expect(isRunning(pids[0] ?? 0)).toBe(false);
});

test('a setting that makes no sense is named', async () => {
  const error: unknown = await startService({ service: gateway, env: { PORT: '0', ORDER_URL: 'order' } }).catch(
    (e: unknown) => e,
  );
  expect((error as UserError).details.join()).toContain('ORDER_URL is "order"; it must be a URL');
});

test('an abort while a service starts ends it', async () => {
  const pids: number[] = [];
  const controller = new AbortController();
  const starting = startService({
    service: payment,
    env: { PORT: '0' },
    onProcess: (pid) => {
      pids.push(pid);
      controller.abort(new Error('changed my mind'));
    },
    signal: controller.signal,
  });
  await expect(starting).rejects.toThrow('changed my mind');
  expect(isRunning(pids[0] ?? 0)).toBe(false);
});
