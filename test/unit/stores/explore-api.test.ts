import { describe, expect, it } from 'vitest';
import { ExploreApi } from '../../../stack/stores/logs/explore-api.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';
import { record, storeOf } from './log-samples.ts';

const store = storeOf({
  order: [
    record(1, 'placed', { attributes: [attribute('took', '15ms'), attribute('items', '3')] }),
    record(2, '{"status":200,"path":"/a","service_name":"x"}'),
    record(3, 'status=500 size=2KB ok=true ratio=0.5', { attributes: [attribute('items', '4')] }),
  ],
  payment: [record(70, 'charged')],
});
/** As Loki counts them: lines, eight bytes for each structured metadata, each of its names and values once. */
const bytesOf = (service: string, from = 0, to = 3600): number => {
  const entries = [...store.streams()]
    .filter(({ labels }) => labels.service_name === service)
    .flatMap((stream) => stream.between(epoch + BigInt(from) * second, epoch + BigInt(to) * second));
  const metadata = entries.flatMap(({ own, shared }) => [...own, ...shared]);
  const texts = [...entries.map(({ line }) => line), ...new Set(metadata)];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 4 * metadata.length);
};
const [order, payment] = [bytesOf('order'), bytesOf('payment')];

const api = (queryLimits = { maxMs: Infinity, maxBytes: Infinity }): ExploreApi =>
  new ExploreApi(store, { maxLimit: 5000, queryLimits });
const start = Number(epoch / second);
const range = { start: String(start), end: String(start + 120) };

function get(path: string, params: Record<string, string> = {}): unknown {
  return api().answer(path, new URLSearchParams({ ...range, ...params }));
}

const all = '{service_name=~".+"}';

describe('the volume of logs', () => {
  it.each<[Record<string, string>, [Record<string, string>, number][]]>([
    [
      { query: all },
      [
        [{ service_name: 'order' }, order],
        [{ service_name: 'payment' }, payment],
      ],
    ],
    [
      { query: '{}' },
      [
        [{ service_name: 'order' }, order],
        [{ service_name: 'payment' }, payment],
      ],
    ],
    [{ query: '{service_name="payment"}' }, [[{ service_name: 'payment' }, payment]]],
    [{ query: all, limit: '1' }, [[{ service_name: 'order' }, order]]],
    [{ query: all, targetLabels: 'missing' }, []],
    [{ query: all, aggregateBy: 'labels' }, [[{ service_name: '' }, order + payment]]],
    [{ query: '{service_name="payment"}', targetLabels: 'service_name,missing' }, []],
    [{ query: all, end: String(start + 60) }, [[{ service_name: 'order' }, order]]],
  ])('%j', (params, volumes) => {
    const end = Number(params.end ?? range.end);
    expect(get('index/volume', params)).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: volumes.map(([metric, bytes]) => ({ metric, value: [end, String(bytes)] })),
      },
    });
  });

  it('is there step by step', () => {
    expect(get('index/volume_range', { query: all, step: '2' })).toMatchObject({
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { service_name: 'order' },
            values: [
              [start + 1.999, String(bytesOf('order', 0, 2))],
              [start + 3.999, String(bytesOf('order', 2, 4))],
            ],
          },
          { metric: { service_name: 'payment' }, values: [[start + 71.999, String(payment)]] },
        ],
      },
    });
  });

  it('has a limit of memory', () => {
    const params = new URLSearchParams({ ...range, query: all, step: '0.1' });
    expect(() => api({ maxMs: Infinity, maxBytes: 1000 }).answer('index/volume_range', params)).toThrow(
      'The query needs more than',
    );
  });

  it.each([
    [{ query: all, aggregateBy: 'x' }, 'invalid aggregateBy "x"'],
    [{ query: `${all} |= "x"` }, 'a stream selector'],
    [{ query: all, limit: '-1' }, 'limit must be a positive value'],
  ])('refuses %j', (params, message) => {
    expect(() => get('index/volume', params)).toThrow(message);
  });
});

describe('detected fields', () => {
  const field = (label: string, type: string, cardinality: number, ...parsers: string[]): object => ({
    ...{ label, type, cardinality },
    parsers: parsers.length === 0 ? null : parsers,
    ...(parsers.includes('json') && { jsonPath: [label.replace('_extracted', '')] }),
  });

  it('are structured metadata and what the parsers find', () => {
    expect(get('detected_fields', { query: '{service_name="order"}' })).toEqual({
      fields: [
        field('detected_level', 'string', 1),
        field('host_name', 'string', 1),
        field('items', 'int', 2),
        field('ok', 'boolean', 1, 'logfmt'),
        field('path', 'string', 1, 'json'),
        field('ratio', 'float', 1, 'logfmt'),
        field('scope_name', 'string', 1),
        field('scope_version', 'int', 1),
        field('service_name_extracted', 'string', 1, 'json'),
        field('size', 'bytes', 1, 'logfmt'),
        field('status', 'int', 2, 'json', 'logfmt'),
        field('took', 'duration', 1),
      ],
      limit: 1000,
    });
  });

  it('have limits', () => {
    expect(get('detected_fields', { query: '{service_name="order"}', limit: '2' })).toMatchObject({
      fields: [{}, {}],
      limit: 2,
    });
    // The newest line alone.
    const { fields } = get('detected_fields', { query: '{service_name="order"}', line_limit: '1' }) as {
      fields: { label: string }[];
    };
    expect(fields.map(({ label }) => label)).not.toContain('took');
    const params = new URLSearchParams({ ...range, query: all });
    expect(() => api({ maxMs: Infinity, maxBytes: 100 }).answer('detected_fields', params)).toThrow(
      'The query needs more than',
    );
  });

  it('have values', () => {
    expect(get('detected_field/status/values', { query: all })).toEqual({ values: ['200', '500'], limit: 1000 });
    expect(get('detected_field/nothing/values', { query: all })).toEqual({});
    const formatted = { query: '{service_name="order"} | line_format "a={{.items}}"' };
    expect(get('detected_field/a/values', formatted)).toMatchObject({ values: ['3', '4'] });
  });

  it('are of a log query', () => {
    expect(() => get('detected_fields', { query: `rate(${all}[1m])` })).toThrow('a log query is expected');
  });
});

it('lists labels with the number of their values', () => {
  expect(get('detected_labels')).toEqual({ detectedLabels: [{ label: 'service_name', cardinality: 2 }] });
});

it('refuses a malformed name, and leaves other paths to others', () => {
  expect(() => get('label/%ZZ/values')).toThrow('"%ZZ" is not a valid path segment');
  expect(get('query_range')).toBeUndefined();
});
