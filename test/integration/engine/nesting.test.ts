import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench } from './harness.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

/** Protobuf's head of a field with a length. */
function head(number: number, length: number): number[] {
  const bytes = [(number << 3) | 2];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(head(number, content.length)), content]);
}

/** A list in a list in a list, and so on, as an AnyValue. */
function nestedList(levels: number): Buffer {
  const leaf = field(1, Buffer.from('leaf'));
  const heads: number[][] = [];
  let length = leaf.length;
  for (let i = 0; i < levels; i++) {
    for (const number of [1, 5]) {
      const next = head(number, length);
      heads.push(next);
      length += next.length;
    }
  }
  return Buffer.concat([...heads.reverse().map((bytes) => Buffer.from(bytes)), leaf]);
}

/** An ExportTraceServiceRequest whose resource has an attribute that is a list so many levels deep. */
function nestedAttribute(levels: number): Buffer {
  const attribute = Buffer.concat([field(1, Buffer.from('deep')), field(2, nestedList(levels))]);
  const span = Buffer.concat([field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1)), field(5, Buffer.from('a'))]);
  return field(1, Buffer.concat([field(1, field(1, attribute)), field(2, field(2, span))]));
}

test('Prometheus answers a query with 8,000 nested parentheses', async () => {
  const { url } = await bench.prometheus('');
  const query = `${'('.repeat(8_000)}1${')'.repeat(8_000)}`;
  const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
  expect(answer.status).toBe(200);
});

test('the Collector takes an attribute nested 20,000 levels deep, and reports what ended it when one is too deep', async () => {
  const backend = await bench.backend();
  const { handle, ports } = await bench.collector(`
receivers: {otlp: {protocols: {http: {endpoint: 127.0.0.1:4318}}}}
exporters: {otlp_http: {endpoint: 'http://${backend.address}', compression: none}}
service: {telemetry: {metrics: {level: none}}, pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}`);
  const send = (levels: number): Promise<Response> =>
    fetch(`http://127.0.0.1:${ports[4318] ?? 0}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(nestedAttribute(levels)),
    });
  expect((await send(20_000)).status).toBe(200);
  await expect(send(1_000_000)).rejects.toThrow();
  expect(await handle.exited).toMatchObject({ message: expect.stringContaining('its stack overflowed') as string });
});
