import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { Bench, eventually, traceId } from './harness.ts';
import { anywhere, inErrors, statements, type Text, unchanged, unchangedStatements } from './redaction-samples.ts';

/*
 * The redaction of stack/config/collector.yaml, in the real Collector: what it replaces, and what it must not touch.
 */

interface Value {
  stringValue?: string;
}
type Attributes = { key: string; value: Value }[];
interface Body {
  resourceSpans?: {
    resource: { attributes: Attributes };
    scopeSpans: {
      spans: {
        name: string;
        attributes?: Attributes;
        events?: { attributes: Attributes }[];
        status: { message?: string };
      }[];
    }[];
  }[];
  resourceLogs?: { scopeLogs: { logRecords: { body: Value; attributes?: Attributes }[] }[] }[];
}

let bench: Bench;
let bodies: Body[];
const inSpans: Text[] = [...anywhere, ...unchanged];
const all: Text[] = [...inSpans, ...inErrors];
const queries: Text[] = [...statements, ...unchangedStatements];

const attributesOf = (texts: readonly Text[]): object[] =>
  texts.map(([name, sent]) => ({ key: name, value: { stringValue: sent } }));
const storedIn = (attributes: Attributes = []): Record<string, string | undefined> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
const stored = (texts: readonly Text[]): Record<string, string> =>
  Object.fromEntries(texts.map(([name, , expected]) => [name, expected]));

beforeAll(async () => {
  bench = new Bench();
  const backend = await bench.backend();
  const own = parse(readFileSync(join(configFolder, 'collector.yaml'), 'utf8')) as {
    processors: Record<string, unknown>;
  };
  const pipeline = { receivers: ['otlp'], processors: ['transform/redaction'], exporters: ['otlp_http'] };
  const { ports } = await bench.collector(
    stringify({
      receivers: { otlp: { protocols: { http: { endpoint: '0.0.0.0:4318' } } } },
      processors: { 'transform/redaction': own.processors['transform/redaction'] },
      exporters: { otlp_http: { endpoint: 'http://jaeger:4318', encoding: 'json', compression: 'none' } },
      service: { telemetry: { metrics: { level: 'none' } }, pipelines: { traces: pipeline, logs: pipeline } },
    }),
    { hosts: { 'jaeger:4318': backend.address } },
  );
  const at = { startTimeUnixNano: '1', endTimeUnixNano: '2', kind: 3, traceId: traceId(1) };
  const span = (name: string, attributes: object[], rest: object = {}): object => ({
    ...at,
    spanId: traceId(1).slice(16),
    name,
    attributes,
    ...rest,
  });
  const list = { arrayValue: { values: [{ stringValue: 'Bearer abc' }] } };
  const spans = [
    span('texts', attributesOf(inSpans), {
      events: [{ name: 'exception', attributes: attributesOf(all) }],
    }),
    span('headers', [
      { key: 'http.request.header.authorization', value: list },
      { key: 'http.response.header.set_cookie', value: list },
      { key: 'http.request.header.x-api-key', value: list },
      { key: 'http.request.header.accept', value: { stringValue: '*/*' } },
      { key: 'token', value: { stringValue: 'abc' } },
      { key: 'url.full', value: { stringValue: 'http://bob:hunter2@order/x' } },
    ]),
    ...all.map(([name, sent]) => span(`status ${name}`, [], { status: { code: 2, message: sent } })),
    ...queries.flatMap(([name, sent]) => [
      span(`stable ${name}`, [
        { key: 'db.system.name', value: { stringValue: 'redis' } },
        { key: 'db.query.text', value: { stringValue: sent } },
      ]),
      span(`old ${name}`, [
        { key: 'db.system', value: { stringValue: 'redis' } },
        { key: 'db.statement', value: { stringValue: sent } },
      ]),
    ]),
    span('postgres', [
      { key: 'db.system.name', value: { stringValue: 'postgresql' } },
      { key: 'db.query.text', value: { stringValue: 'SET a TO b' } },
    ]),
  ];
  const keys = ['token', 'accessToken', 'req.headers.authorization', 'cookie', 'broken', 'tokens'];
  const kept = keys.map((key) => ({ key, value: { stringValue: 'abc' } }));
  const logRecords = [
    ...all.map(([, sent]) => ({ body: { stringValue: sent }, attributes: attributesOf([['text', sent, '']]) })),
    { body: { kvlistValue: { values: kept } }, attributes: kept },
  ];
  const send = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${ports[4318] ?? 0}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, await response.text()]).toEqual([200, '{"partialSuccess":{}}']);
  };
  const resource = { attributes: attributesOf([['args', 'app --token=abc --db=redis://:hunter2@redis', '']]) };
  await send('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  await send('logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
  bodies = (await eventually(
    () => (backend.bodies().length === 2 ? backend.bodies() : undefined),
    backend.bodies,
  )) as Body[];
});
afterAll(() => bench.close());

const spansStored = (): NonNullable<Body['resourceSpans']>[0]['scopeSpans'][0]['spans'] =>
  bodies.flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
const spanNamed = (name: string): ReturnType<typeof spansStored>[0] | undefined =>
  spansStored().find((span) => span.name === name);
const recordsStored = (): NonNullable<Body['resourceLogs']>[0]['scopeLogs'][0]['logRecords'] =>
  bodies.flatMap(({ resourceLogs = [] }) =>
    resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
  );

describe('the redaction', () => {
  test('of span attributes', () => {
    expect(storedIn(spanNamed('texts')?.attributes)).toEqual(stored(inSpans));
  });

  test('of span events and status messages', () => {
    expect(storedIn(spanNamed('texts')?.events?.[0]?.attributes)).toEqual(stored(all));
    const messages = all.map(([name]) => [name, spanNamed(`status ${name}`)?.status.message]);
    expect(Object.fromEntries(messages)).toEqual(stored(all));
  });

  test('of captured headers, and of the user in a URL', () => {
    expect(storedIn(spanNamed('headers')?.attributes)).toEqual({
      'http.request.header.accept': '*/*',
      token: '[REDACTED]',
      'url.full': 'http://bob:[REDACTED]@order/x',
    });
  });

  test('of statements of Redis, with stable and with old attribute names', () => {
    const textOf = (kind: string, key: string): object =>
      Object.fromEntries(queries.map(([name]) => [name, storedIn(spanNamed(`${kind} ${name}`)?.attributes)[key]]));
    expect(textOf('stable', 'db.query.text')).toEqual(stored(queries));
    expect(textOf('old', 'db.statement')).toEqual(stored(queries));
    expect(storedIn(spanNamed('postgres')?.attributes)['db.query.text']).toBe('SET a TO b');
  });

  test('of log bodies and attributes', () => {
    const lines = recordsStored();
    const structured = lines.pop();
    const expected = all.map(([, , text]) => text);
    expect(lines.map(({ body }) => body.stringValue)).toEqual(expected);
    expect(lines.map(({ attributes }) => storedIn(attributes).text)).toEqual(expected);
    expect(storedIn(structured?.attributes)).toEqual({ broken: 'abc', tokens: 'abc' });
    const { kvlistValue } = structured?.body as { kvlistValue?: { values: Attributes } };
    expect(storedIn(kvlistValue?.values)).toEqual({ broken: 'abc', tokens: 'abc' });
  });

  test('of resource attributes', () => {
    const attributes = bodies.flatMap(({ resourceSpans = [] }) =>
      resourceSpans.flatMap(({ resource }) => resource.attributes),
    );
    expect(storedIn(attributes)).toEqual({ args: 'app --token=[REDACTED] --db=redis://:[REDACTED]@redis' });
  });
});
