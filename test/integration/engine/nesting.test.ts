import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, Bench, eventually } from './harness.ts';

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

test('Prometheus refuses 8,000 nested parentheses and long chains of operators, and answers what it accepts', async () => {
  const { url } = await bench.prometheus('');
  const ask = async (query: string): Promise<{ status: number; error: string | undefined }> => {
    const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
    return { status: answer.status, error: ((await answer.json()) as { error?: string }).error };
  };
  const nested = (levels: number, call = ''): string => `${`${call}(`.repeat(levels)}vector(1)${')'.repeat(levels)}`;
  expect(await ask(nested(8_000))).toMatchObject({
    status: 400,
    error: expect.stringContaining('more than 1000 nested parentheses') as string,
  });
  for (const chain of [`1${'+1'.repeat(1_000_000)}`, `${'-'.repeat(1_000_000)}1`, `up${'[1m:1m]'.repeat(100_000)}`]) {
    expect(await ask(chain)).toMatchObject({
      status: 400,
      error: expect.stringContaining('more than 2000 operators') as string,
    });
  }
  const accepted = [
    ...[nested(998), nested(998, 'sum'), nested(998, '1+sum')],
    ...[`1${'+1'.repeat(2_000)}`, `1${'^1'.repeat(2_000)}`, `${'-'.repeat(2_000)}1`],
  ];
  for (const query of accepted) {
    expect(await ask(query)).toMatchObject({ status: 200 });
  }
});

describe('the Collector', () => {
  let send: (body: Uint8Array | string, type?: string) => Promise<Response>;
  let backend: Backend;
  beforeAll(async () => {
    backend = await bench.backend();
    const config = `
receivers: {otlp: {protocols: {http: {endpoint: 127.0.0.1:4318}}}}
exporters: {otlp_http: {endpoint: 'http://jaeger:4318', compression: none, encoding: json}}
service: {telemetry: {metrics: {level: none}}, pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}`;
    const { ports } = await bench.collector(config, { hosts: { 'jaeger:4318': backend.address } });
    send = (body, type = 'application/x-protobuf') => {
      const headers = { 'content-type': type };
      return fetch(`http://127.0.0.1:${ports[4318] ?? 0}/v1/traces`, {
        method: 'POST',
        headers,
        body: Buffer.from(body),
      });
    };
  });

  const inJson = (value: string): string =>
    `{"resourceSpans": [{"resource": {"attributes": [{"key": "deep", "value": ${value}}]}, "scopeSpans": []}]}`;

  test.each([1_001, 20_000, 200_000])('refuses an attribute nested %i levels deep', async (levels) => {
    const answer = await send(nestedAttribute(levels));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('a value is nested more than 1000 levels deep');
  });

  test.each([20_000, 300_000])('refuses one of %i levels in JSON', async (levels) => {
    const list = '{"arrayValue": {"values": ['.repeat(levels) + ']}}'.repeat(levels);
    const answer = await send(inJson(list), 'application/json');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('a value is nested more than 1000 levels deep');
  });

  test('refuses an unknown field of JSON with 1,000,000 levels', async () => {
    const answer = await send(inJson(`{"unknown": ${'['.repeat(1_000_000)}`), 'application/json');
    expect(answer.status).toBe(400);
  });

  test('takes an attribute of 900 levels, and still runs after all of these', async () => {
    expect((await send(nestedAttribute(900))).status).toBe(200);
    await eventually(
      () => (backend.bodies().length === 1 ? true : undefined),
      () => backend.bodies().length,
    );
  });
});
