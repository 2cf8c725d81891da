import { connect, createServer as createTcpServer } from 'node:net';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench, eventually, metric, sendTraces, traceId } from './harness.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

const receivers = `
receivers: {otlp: {protocols: {grpc: {endpoint: 0.0.0.0:4317}, http: {endpoint: 0.0.0.0:4318}}}}`;
const telemetry = `telemetry: {metrics: {level: normal, readers: [{pull: {exporter: {prometheus: {host: 0.0.0.0, port: 8888}}}}]}}`;
const exporter = `otlp_http: {endpoint: "http://jaeger:4318", encoding: json, compression: none}`;
/** Everything that is received goes on as it is. */
const passThrough = `${receivers}
exporters: {${exporter}}
service:
  ${telemetry}
  pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}`;
const sampling = (decisionWait: string): string => `${receivers}
extensions: {health_check: {endpoint: 0.0.0.0:13133}}
processors:
  memory_limiter: {check_interval: 1s, limit_mib: 384, spike_limit_mib: 96}
  tail_sampling:
    decision_wait: ${decisionWait}
    policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
exporters: {${exporter}}
service:
  extensions: [health_check]
  ${telemetry}
  pipelines: {traces: {receivers: [otlp], processors: [memory_limiter, tail_sampling], exporters: [otlp_http]}}`;

const recordPolicy = '--feature-gates=processor.tailsamplingprocessor.recordpolicy';

test('the prometheus receiver scrapes its static targets, and reports one that is gone with up 0', async () => {
  const target = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end('# TYPE carrier_quotes_total counter\ncarrier_quotes_total{carrier="snail"} 3\n');
  });
  const address = await bench.listen(target);
  const backend = await bench.backend();
  const scraping = `
receivers:
  prometheus:
    config:
      scrape_configs:
        - job_name: legacy
          scrape_interval: 100ms
          static_configs: [{targets: ['legacy:9090']}]
exporters: {${exporter}}
service:
  telemetry: {metrics: {level: none}}
  pipelines: {metrics: {receivers: [prometheus], exporters: [otlp_http]}}`;
  const hosts = { 'jaeger:4318': backend.address, 'legacy:9090': address };
  await bench.collector(scraping, { hosts });
  const values = (name: string): number[] => backend.points(name).map(({ value }) => value);
  await eventually(() => (values('up').includes(1) ? true : undefined), backend.bodies);
  expect(backend.points('carrier_quotes_total')[0]).toEqual({
    value: 3,
    attributes: { carrier: 'snail' },
    resource: expect.objectContaining({ 'service.name': 'legacy', 'service.instance.id': 'legacy:9090' }) as object,
  });
  target.closeAllConnections();
  target.close();
  await eventually(() => (values('up').at(-1) === 0 ? true : undefined), backend.bodies);
});

test('the prometheus receiver rejects a discovery that it does not have', async () => {
  const { handle } = await bench.start('collector', {
    argv: [
      `--config=${bench.file(`
receivers: {prometheus: {config: {scrape_configs: [{job_name: x, kubernetes_sd_configs: [{role: pod}]}]}}}
exporters: {nop: }
service: {pipelines: {metrics: {receivers: [prometheus], exporters: [nop]}}}`)}`,
    ],
  });
  await expect(handle.ready).rejects.toThrow('field kubernetes_sd_configs not found');
});

test('unknown settings of HTTP clients and servers are ignored, which the finding setting-ignored reports', async () => {
  const { handle } = await bench.collector(`
receivers: {otlp: {protocols: {http: {endpoint: 0.0.0.0:4318, endpont: a}}}}
exporters: {otlp_http: {endpoint: "http://jaeger:4318", endpont: a, tls: {insecur: true}, retry_on_failure: {max: 1s}}}
service: {${telemetry}, pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}`);
  expect(handle.state).toBe('ready');
});

test('what an OTLP/HTTP client sends is sampled, and the kept spans name the policy that kept them', async () => {
  const backend = await bench.backend();
  const { handle, ports } = await bench.collector(sampling('300ms'), {
    argv: [recordPolicy],
    hosts: { 'jaeger:4318': backend.address },
  });
  const traces = Array.from({ length: 50 }, (_, i) => ({ id: traceId(i + 1), error: i % 10 === 0 }));
  expect((await sendTraces(ports[4318], traces)).status).toBe(200);

  const decided = 'otelcol_processor_tail_sampling_global_count_traces_sampled';
  await eventually(async () => ((await metric(ports[8888], decided)) === 50 ? true : undefined), backend.spans);
  expect(await metric(ports[8888], 'otelcol_receiver_accepted_spans')).toBe(50);
  expect((await fetch(`http://127.0.0.1:${ports[13133] ?? 0}/`)).status).toBe(200);
  // What is still queued goes out before it has stopped, so that nothing can come after.
  expect(await handle.stop()).toEqual({ code: 0 });
  const errors = traces.filter(({ error }) => error).map(({ id }) => id);
  expect(
    backend
      .spans()
      .map((span) => span.traceId)
      .sort(),
  ).toEqual(errors);
  expect(new Set(backend.spans().map(({ policy }) => policy))).toEqual(new Set(['errors']));
});

test('spans travel over gRPC from one Collector to another under its name', async () => {
  const backend = await bench.backend();
  const second = await bench.collector(passThrough, { hosts: { 'jaeger:4318': backend.address } });
  const first = await bench.collector(
    `${receivers}
exporters: {otlp_grpc: {endpoint: "gateway-collector:4317", tls: {insecure: true}}}
service: {${telemetry}, pipelines: {traces: {receivers: [otlp], exporters: [otlp_grpc]}}}`,
    { hosts: { 'gateway-collector:4317': `127.0.0.1:${second.ports[4317] ?? 0}` } },
  );
  const ids = Array.from({ length: 2000 }, (_, i) => traceId(i + 1));
  expect(
    (
      await sendTraces(
        first.ports[4318],
        ids.map((id) => ({ id })),
      )
    ).status,
  ).toBe(200);
  await eventually(
    () => (backend.spans().length >= ids.length ? true : undefined),
    () => first.lines.slice(-3),
  );
  expect(
    backend
      .spans()
      .map((span) => span.traceId)
      .sort(),
  ).toEqual(ids);
  expect(await metric(second.ports[8888], 'otelcol_receiver_accepted_spans')).toBe(2000);
});

test('a stop makes the Collector decide what waits and send it', async () => {
  const backend = await bench.backend();
  const { handle, ports } = await bench.collector(sampling('10m'), { hosts: { 'jaeger:4318': backend.address } });
  expect((await sendTraces(ports[4318], [{ id: traceId(7), error: true }, { id: traceId(8) }])).status).toBe(200);
  expect(backend.spans()).toEqual([]);
  expect(await handle.stop()).toEqual({ code: 0 });
  expect(handle.state).toBe('stopped');
  expect(backend.spans().map((span) => span.traceId)).toEqual([traceId(7)]);
});

test('a bad configuration comes back in the words of the Collector', async () => {
  const { handle } = await bench.start('collector', {
    argv: [`--config=${bench.file(passThrough.replace('exporters: [otlp_http]', 'exporters: [loki]'))}`],
  });
  await expect(handle.ready).rejects.toMatchObject({ code: 'engine-failed', exitCode: 4 });
  const { code, message } = await handle.exited;
  expect(code).toBe(1);
  expect(message).toContain('service::pipelines::traces: references exporter "loki" which is not configured');
  expect(handle.state).toBe('failed');
});

test('several configuration files are merged, and `validate` only checks them', async () => {
  const base = bench.file(passThrough);
  const good = await bench.start('collector', {
    argv: [
      'validate',
      `--config=${base}`,
      `--config=${bench.file('receivers: {otlp: {protocols: {http: {endpoint: 0.0.0.0:4400}}}}')}`,
    ],
  });
  expect(await good.handle.exited).toEqual({ code: 0 });
  const bad = await bench.start('collector', {
    argv: ['validate', `--config=${base}`, `--config=${bench.file('processors: {batch: {nonsense: 1}}')}`],
  });
  expect(await bad.handle.exited).toMatchObject({ code: 1, message: expect.stringContaining('nonsense') as string });
});

test('a taken port is an error that names it', async () => {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const { handle } = await bench.start('collector', {
      argv: [`--config=${bench.file(passThrough)}`],
      listeners: { 4318: port },
    });
    await expect(handle.ready).rejects.toMatchObject({
      code: 'port-taken',
      exitCode: 4,
      message: expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`) as string,
    });
    expect((await handle.exited).message).toMatch(/address already in use/i);
  } finally {
    server.close();
  }
});

test('peers that are unknown, refuse or do not answer are reported as in a container', async () => {
  const silent = createServer(() => undefined);
  const { ports, lines } = await bench.collector(
    `${receivers}
exporters:
  otlp_http/unknown: {endpoint: "http://nowhere:4318", retry_on_failure: &once {enabled: false}, sending_queue: &direct {num_consumers: 1}}
  otlp_http/refusing: {endpoint: "http://jaeger:9999", retry_on_failure: *once, sending_queue: *direct}
  otlp_http/loopback: {endpoint: "http://localhost:9999", retry_on_failure: *once, sending_queue: *direct}
  otlp_http/silent: {endpoint: "http://silent:4318", timeout: 200ms, retry_on_failure: *once, sending_queue: *direct}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [otlp_http/unknown, otlp_http/refusing, otlp_http/loopback, otlp_http/silent]}`,
    { hosts: { 'jaeger:4318': '127.0.0.1:1', 'silent:4318': await bench.listen(silent) } },
  );
  await sendTraces(ports[4318], [{ id: traceId(1) }]);
  const said = (name: string, words: RegExp): Promise<string> =>
    eventually(
      () => lines.find((line) => line.includes(`otlp_http/${name}`) && words.test(line)),
      () => lines.slice(-4),
    );
  await said('unknown', /lookup nowhere: no such host/);
  await said('refusing', /connection refused/i);
  await said('loopback', /127\.0\.0\.1:9999: connect: connection refused/i);
  await said('silent', /deadline exceeded/);
});

test('a client that stops in the middle of its request is closed at the deadline', async () => {
  const { ports } = await bench.collector(
    passThrough.replace('http: {endpoint: 0.0.0.0:4318}', 'http: {endpoint: 0.0.0.0:4318, read_header_timeout: 200ms}'),
  );
  const socket = connect(ports[4318] ?? 0, '127.0.0.1');
  socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\n');
  await new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve());
    socket.once('error', reject);
    socket.resume();
  });
});

test('memory beyond the limit ends the component, and nothing else', async () => {
  const { handle } = await bench.start('collector', {
    argv: [`--config=${bench.file(passThrough)}`],
    memoryLimitBytes: 40 * 2 ** 20,
  });
  expect((await handle.exited).message).toBe('out of memory: it needed more than 40 MiB');
  expect(handle.state).toBe('failed');
  expect(handle.memoryBytes()).toBe(0);
});

test('an end by force is no failure, and frees the ports', async () => {
  const first = await bench.collector(passThrough);
  expect(first.handle.memoryBytes()).toBeGreaterThan(20 * 2 ** 20);
  await first.handle.terminate();
  expect(first.handle.state).toBe('stopped');
  const again = await bench.collector(passThrough, { listeners: { 4318: first.ports[4318] ?? 0 } });
  expect(again.ports[4318]).toBe(first.ports[4318]);
});
