import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Capture } from '../../../../check/run/capture.ts';
import { WarningLog } from '../../../../check/run/warning-log.ts';
import { MetricsForwarder } from '../../../../check/run/metrics-forwarder.ts';
import { TraceLedger } from '../../../../check/run/traces/trace-ledger.ts';
import { OtlpSender } from '../../../../check/run/otlp-sender.ts';
import { type HttpResponse, MemoryHttpClient } from '../../../../simulation/http/client.ts';
import { type HttpServerResponse, serveHttp } from '../../../../simulation/http/server.ts';
import { MemoryNetwork } from '../../../../simulation/network/memory-network.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';
import { encodeMessage } from '../../../../lib/otlp/codec/encode-message.ts';
import { exportLogsRequest } from '../../../../lib/otlp/codec/schema.ts';

const logs = encodeMessage(exportLogsRequest, {
  resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'a' } }, { body: { stringValue: 'b' } }] }] }],
});

interface Place {
  network: MemoryNetwork;
  http: MemoryHttpClient;
  time: VirtualTime;
}

function within<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const time = new VirtualTime(1_767_225_600);
  return time.run(() => {
    const network = new MemoryNetwork(time);
    return work({ network, time, http: new MemoryHttpClient(network.join('host'), time) });
  });
}

describe('a captured exporter', () => {
  const answers = within(async ({ network, http }) => {
    const metrics: string[] = [];
    const capture = new Capture({
      ledger: new TraceLedger(1000),
      leaks: undefined,
      forwardMetrics: (exporter, body) => metrics.push(`${exporter} ${body.length}`),
    });
    const signals = ['traces', 'metrics', 'logs'] as const;
    await capture.listen(network, [
      { id: 'datadog', signals, how: 'captured', host: 'datadog' },
      { id: 'prometheus', signals: ['metrics'], how: 'scraped', port: 8889 },
      { id: 'vendor', signals: ['metrics'], how: 'captured', host: 'vendor', isDuplicate: true },
    ]);
    await http.request({ method: 'POST', host: 'vendor', port: 4318, path: '/v1/metrics', body: Buffer.alloc(0) });
    const post = (path: string, body: Buffer, headers = {}): Promise<HttpResponse> =>
      http.request({ method: 'POST', host: 'datadog', port: 4318, path, headers, body });
    const statuses = [
      (await post('/v1/logs', logs)).status,
      (await post('/v1/logs', gzipSync(logs), { 'content-encoding': 'gzip' })).status,
      (await post('/v1/metrics', Buffer.alloc(0))).status,
      (await post('/v1/profiles', logs)).status,
      (await post('/v1/traces', Buffer.from([0xff, 0xff]))).status,
    ];
    return { statuses, received: capture.received, metrics };
  });

  test('takes what it is sent, packed or not, and refuses what is none of its business', async () => {
    expect((await answers).statuses).toEqual([200, 200, 200, 404, 400]);
  });

  test('is counted by its name and signal, and hands metrics on that Prometheus gets from no other exporter', async () => {
    const { received, metrics } = await answers;
    expect(Object.keys(received)).toEqual(['datadog', 'vendor']);
    expect(received.datadog?.logs).toEqual({ items: 4, bytes: 2 * logs.length });
    expect(metrics).toEqual(['datadog 0']);
  });
});

test('metrics reach Prometheus one after the other, and what it refuses is reported', async () => {
  const { bodies, refused } = await within(async ({ network, http, time }) => {
    const bodies: string[] = [];
    const refused: string[] = [];
    await serveHttp(network.join('prometheus'), 9090, ({ path, body }): HttpServerResponse => {
      bodies.push(`${path} ${body.toString()}`);
      return body.toString() === 'two' ? { status: 400, body: 'out of order' } : { status: 200 };
    });
    const forwarder = new MetricsForwarder(http, time, (exporter, reason) => refused.push(`${exporter}: ${reason}`));
    await forwarder.idle();
    for (const text of ['one', 'two', 'three']) forwarder.forward('a', Buffer.from(text));
    await forwarder.idle();
    return { bodies, refused };
  });
  expect(bodies.map((body) => body.split(' '))).toEqual(
    ['one', 'two', 'three'].map((text) => ['/api/v1/otlp/v1/metrics', text]),
  );
  expect(refused).toEqual(['a: 400: out of order']);
});

test('an export is counted once however often it is sent, and goes to the first receiver of its signal', async () => {
  const { ports, sent, statuses } = await within(async ({ network, http }) => {
    const ports: number[] = [];
    const collector = network.join('otel-collector');
    for (const port of [4318, 14318]) {
      await serveHttp(collector, port, () => {
        ports.push(port);
        return { status: ports.length === 1 ? 503 : 200 };
      });
    }
    const receiver = (
      port: number,
      trafficSignals: ('traces' | 'logs')[],
    ): ConstructorParameters<typeof OtlpSender>[1][number] => ({
      id: `otlp/${port}`,
      signals: trafficSignals,
      port,
      trafficSignals,
    });
    const sender = new OtlpSender(http, [receiver(4318, ['traces']), receiver(14318, ['logs'])]);
    const send = sender.sendTo('otel-collector');
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) statuses.push((await send('logs', logs)).status);
    statuses.push((await send('metrics', Buffer.from('no receiver takes this'))).status);
    return { ports, sent: sender.sent, statuses };
  });
  expect(ports).toEqual([14318, 14318]);
  expect(statuses).toEqual([503, 200, 200]);
  expect(sent.logs).toEqual({ items: 2, bytes: logs.length });
  expect(sent.metrics).toEqual({ items: 0, bytes: 0 });
});

test("of the Collector's log warnings and errors are kept, each message once", () => {
  const keeper = new WarningLog();
  for (const count of [1, 22])
    keeper.add(`2026-01-01T00:00:0${count % 10}.000Z\terror\ta.go:1\tdropped ${count} spans`);
  keeper.add('2026-01-01T00:00:00.000Z\tinfo\ta.go:1\tstarting');
  keeper.add('{"level":"warn","ts":"2026-01-01T00:00:00.000Z","msg":"deprecated"}');
  keeper.add('{"level":"info","msg":"ready"}');
  keeper.add('panic: no log line');
  expect(keeper.lines).toEqual([
    'error\ta.go:1\tdropped 1 spans',
    '{"level":"warn","ts":"2026-01-01T00:00:00.000Z","msg":"deprecated"}',
  ]);
});
