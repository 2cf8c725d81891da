import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench } from './harness.ts';

let bench: Bench;
const urls: Record<string, string> = {};
beforeAll(async () => {
  bench = new Bench();
  const prometheus = await bench.prometheus('');
  const { ports } = await bench.collector(`
receivers: {otlp: {protocols: {http: {endpoint: 127.0.0.1:4318}}}}
exporters: {debug: {}}
extensions: {health_check: {endpoint: 127.0.0.1:13133}}
service:
  extensions: [health_check]
  telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: 8888}}}}]}}
  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}`);
  urls['Prometheus'] = `${prometheus.url}/api/v1/query?query=1`;
  urls['the receiver'] = `http://127.0.0.1:${ports[4318] ?? 0}/v1/traces`;
  urls["the Collector's metrics"] = `http://127.0.0.1:${ports[8888] ?? 0}/metrics`;
  urls['the health check'] = `http://127.0.0.1:${ports[13133] ?? 0}/`;
});
afterAll(() => bench.close());

async function statusOf(name: string, headers: Record<string, string>): Promise<number | undefined> {
  const isReceiver = name === 'the receiver';
  const outgoing = request(urls[name] ?? '', {
    method: isReceiver ? 'POST' : 'GET',
    headers: { ...(isReceiver ? { 'content-type': 'application/json' } : {}), ...headers },
  });
  outgoing.end(isReceiver ? '{}' : undefined);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe.each(['Prometheus', 'the receiver', "the Collector's metrics", 'the health check'])('%s', (name) => {
  test.each<Record<string, string>>([
    { host: '127.0.0.1:1' },
    { host: 'localhost:1', origin: 'http://localhost:3000' },
    { host: '[::1]:1' },
    { host: 'otel-collector:4318' },
    { host: 'host.docker.internal:4318' },
  ])('answers %j', async (headers) => {
    expect(await statusOf(name, headers)).toBe(200);
  });

  test.each<Record<string, string>>([
    { host: 'evil.example:1' },
    { host: 'localhost.evil.example' },
    { host: '127.0.0.1.evil.example' },
    { host: '192.168.1.7:1' },
    { host: '127.0.0.1', origin: 'https://evil.example' },
    { host: '127.0.0.1', origin: 'null' },
  ])('refuses %j', async (headers) => {
    expect(await statusOf(name, headers)).toBe(403);
  });
});
