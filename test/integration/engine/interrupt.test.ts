import { request } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench, eventually, sendTraces, traceId, type Backend, type Started, type Ports } from './harness.ts';

const bench = new Bench();
afterAll(() => bench.close());

let backend: Backend;
let config: string;
beforeAll(async () => {
  backend = await bench.backend();
  config = `
receivers: {otlp: {protocols: {http: {endpoint: 0.0.0.0:4318}}}}
extensions: {health_check: {endpoint: 0.0.0.0:13133}}
exporters:
  otlp_http:
    endpoint: http://jaeger:4318
    encoding: json
    compression: none
    retry_on_failure: {initial_interval: 100ms, max_interval: 200ms}
    # Held for a moment, so that there is something to hold when the network goes.
    sending_queue: {sizer: items, queue_size: 5000, batch: {flush_timeout: 1s, min_size: 1000}}
service:
  extensions: [health_check]
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}
`;
});

const start = (): Promise<Started & { ports: Ports }> =>
  bench.collector(config, { hosts: { 'jaeger:4318': backend.address } });

/** How long a component that runs is waited for: a deadline that only a failure reaches. */
const deadlineMs = 30_000;
/** How long the silence of one that must not answer is observed. */
const silenceMs = 500;

/** Whether anything comes back within this time. */
async function answers(port: number | undefined, withinMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(withinMs);
    const outgoing = request({ port, host: '127.0.0.1', agent: false, signal }).end();
    await once(outgoing, 'response');
    return true;
  } catch {
    return false;
  }
}

const arrived = (id: string): boolean => backend.spans().some((span) => span.traceId === id);

test('a paused component keeps its sockets and answers nothing; what came meanwhile is answered when it goes on', async () => {
  const { handle, ports } = await start();
  expect(await answers(ports[13133], deadlineMs)).toBe(true);
  await handle.pause();
  expect(await answers(ports[13133], silenceMs)).toBe(false);
  const sent = sendTraces(ports[4318], [{ id: traceId(1) }]);
  expect(await answers(ports[13133], silenceMs)).toBe(false);
  expect(arrived(traceId(1))).toBe(false);
  await handle.resume();
  expect((await sent).status).toBe(200);
  await eventually(
    () => (arrived(traceId(1)) ? true : undefined),
    () => backend.spans().length,
  );
  await handle.terminate();
});

test('a paused component can be stopped, in order', async () => {
  const { handle } = await start();
  await handle.pause();
  expect(await handle.stop({ timeoutMs: deadlineMs })).toEqual({ code: 0 });
});

test('a paused component can be ended at once', async () => {
  const { handle } = await start();
  await handle.pause();
  expect(await handle.terminate()).toEqual({ code: 1 });
  await expect(handle.pause()).rejects.toMatchObject({ code: 'engine-failed' });
});

test('what a disconnected component holds is sent when it is back', async () => {
  const { handle, ports, lines } = await start();
  expect((await sendTraces(ports[4318], [{ id: traceId(2) }])).status).toBe(200);
  await handle.disconnect();
  expect(await answers(ports[13133], silenceMs)).toBe(false);
  await expect(sendTraces(ports[4318], [{ id: traceId(3) }])).rejects.toThrow();
  await handle.reconnect();
  expect(await answers(ports[13133], deadlineMs)).toBe(true);
  await eventually(
    () => (arrived(traceId(2)) ? true : undefined),
    () => lines.at(-1),
  );
  expect(arrived(traceId(3))).toBe(false);
  await handle.terminate();
});
