import { describe, expect, it } from 'vitest';
import { formatValue, runInstantQuery, runRangeQuery } from '../../../stack/stores/logs/engine/metric-query.ts';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { record, storeOf } from './log-samples.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';

const level = (value: string): { attributes: ReturnType<typeof attribute>[] } => ({
  attributes: [attribute('level', value)],
});

// order: a line per second from 1 to 10, every fifth an error of 5 bytes; payment: seconds 10 and 20.
const store = storeOf({
  order: Array.from({ length: 10 }, (_, i) =>
    record(i + 1, i % 5 === 4 ? 'error' : 'ok', level(i % 5 === 4 ? 'error' : 'info')),
  ),
  payment: [record(10, 'paid', level('info')), record(20, 'paid', level('info'))],
});

function at(seconds: number, query: string): unknown {
  const parsed = parseLogQL(query);
  if (parsed.kind === 'log') throw new Error('not a metric query');
  const value = runInstantQuery(store, parsed, epoch + BigInt(Math.round(seconds * 1000)) * 1_000_000n);
  if (typeof value === 'number') return value;
  return Object.fromEntries(value.map((sample) => [Object.values(sample.labels).join(' '), sample.value]));
}

const all = '{service_name=~".+"}';

describe('runInstantQuery', () => {
  it.each<[number, string, unknown]>([
    // Grafana's health check of a Loki data source.
    [10, 'vector(1)+vector(1)', { '': 2 }],
    [10, `sum(count_over_time(${all}[10s]))`, { '': 11 }],
    // A window is open at its start and closed at its end.
    [10, `sum(count_over_time(${all}[5s]))`, { '': 6 }],
    [9.999, `sum(count_over_time(${all}[5s]))`, { '': 5 }],
    [10, `sum by (service_name) (count_over_time(${all}[10s]))`, { order: 10, payment: 1 }],
    [
      10,
      `sum by (service_name, level) (count_over_time(${all}[10s]))`,
      { 'info order': 8, 'error order': 2, 'info payment': 1 },
    ],
    [10, `sum by (missing) (count_over_time(${all}[10s]))`, { '': 11 }],
    [
      10,
      `sum without (detected_level, host_name, level, scope_name, scope_version) (count_over_time(${all}[10s]))`,
      { order: 10, payment: 1 },
    ],
    [10, `sum by (service_name) (rate(${all}[10s]))`, { order: 1, payment: 0.1 }],
    [10, 'sum(bytes_over_time({service_name="order"}[10s]))', { '': 26 }],
    [10, 'sum(bytes_rate({service_name="order"}[10s]))', { '': 2.6 }],
    [20, `sum by (service_name) (count_over_time(${all}[10s] offset 10s))`, { order: 10, payment: 1 }],
    [20, `sum by (service_name) (count_over_time(${all}[10s]))`, { payment: 1 }],
    [40, `sum(count_over_time(${all}[10s]))`, {}],
    [10, `count(sum by (service_name, level) (rate(${all}[10s])))`, { '': 3 }],
    [10, `count by (service_name) (count_over_time(${all}[10s]))`, { order: 2, payment: 1 }],
    [10, `max(sum by (service_name, level) (count_over_time(${all}[10s])))`, { '': 8 }],
    [10, `min(sum by (service_name, level) (count_over_time(${all}[10s])))`, { '': 1 }],
    [
      10,
      `avg by (service_name) (sum by (service_name, level) (count_over_time(${all}[10s])))`,
      { order: 5, payment: 1 },
    ],
    [10, `topk(1, sum by (service_name) (count_over_time(${all}[10s])))`, { order: 10 }],
    [10, `bottomk(1, sum by (service_name) (count_over_time(${all}[10s])))`, { payment: 1 }],
    [
      10,
      `topk by (service_name) (1, sum by (service_name, level) (count_over_time(${all}[10s])))`,
      { 'info order': 8, 'info payment': 1 },
    ],
    [10, `sum by (service_name) (count_over_time(${all}[10s])) > 5`, { order: 10 }],
    [10, `5 < sum by (service_name) (count_over_time(${all}[10s]))`, { order: 10 }],
    [10, `sum by (service_name) (count_over_time(${all}[10s])) > bool 5`, { order: 1, payment: 0 }],
    [10, `sum(count_over_time(${all}[10s])) * 2 + 1`, { '': 23 }],
    [10, `100 - sum(count_over_time(${all}[10s]))`, { '': 89 }],
    [10, `sum(count_over_time(${all} |= "error" [10s])) / sum(count_over_time(${all}[10s])) * 11`, { '': 2 }],
    [
      10,
      `sum by (service_name) (count_over_time(${all} |= "error" [10s])) / sum by (service_name) (count_over_time(${all}[10s]))`,
      { order: 0.2 },
    ],
    [10, '7 % 4 + 2 ^ 3', 11],
    [10, '1 > 2', 0],
    [10, 'sum(count_over_time({service_name="order"} | level="error" [10s]))', { '': 2 }],
  ])('at %d: %s', (seconds, query, expected) => {
    expect(at(seconds, query)).toEqual(expected);
  });

  it('counts the lines of several streams in the order of their times', () => {
    const two = storeOf({ payment: [record(20, 'late')], order: [record(1, 'early')] });
    const parsed = parseLogQL(`sum(count_over_time(${all}[10s]))`);
    if (parsed.kind === 'log') throw new Error('not a metric query');
    const range = { start: epoch + 5n * second, end: epoch + 25n * second, step: 10n * second };
    const seconds = Number(epoch / second);
    expect(runRangeQuery(two, parsed, range)).toEqual([
      {
        metric: {},
        values: [
          [seconds + 5, '1'],
          [seconds + 25, '1'],
        ],
      },
    ]);
  });

  it('fails on lines that a parser failed on, unless they are filtered', () => {
    expect(() => at(10, `sum(count_over_time(${all} | json [10s]))`)).toThrow(
      "pipeline error: 'JSONParserErr' for series",
    );
    expect(at(10, `sum(count_over_time(${all} | json | __error__!="JSONParserErr" [10s]))`)).toEqual({});
  });

  it('refuses an answer of more than 500 series, but not a sum over them', () => {
    const many = storeOf({ order: Array.from({ length: 501 }, (_, i) => record(1 + i / 1000, 'x', level(`l${i}`))) });
    const query = (text: string): ReturnType<typeof runInstantQuery> => {
      const parsed = parseLogQL(text);
      if (parsed.kind === 'log') throw new Error('not a metric query');
      return runInstantQuery(many, parsed, epoch + 10n * second);
    };
    expect(() => query('count_over_time({service_name="order"}[10s])')).toThrow(
      'maximum number of series (500) reached',
    );
    expect(query('sum(count_over_time({service_name="order"}[10s]))')).toMatchObject([{ value: 501 }]);
  });
});

describe('runRangeQuery', () => {
  it('evaluates each step and leaves out the steps without lines', () => {
    const parsed = parseLogQL(`sum by (service_name) (count_over_time(${all}[4s]))`);
    if (parsed.kind === 'log') throw new Error('not a metric query');
    const seconds = Number(epoch / second);
    expect(runRangeQuery(store, parsed, { start: epoch, end: epoch + 20n * second, step: 5n * second })).toEqual([
      {
        metric: { service_name: 'order' },
        values: [
          [seconds + 5, '4'],
          [seconds + 10, '4'],
        ],
      },
      {
        metric: { service_name: 'payment' },
        values: [
          [seconds + 10, '1'],
          [seconds + 20, '1'],
        ],
      },
    ]);
  });
});

describe('formatValue', () => {
  it.each([
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
  ])('%d is %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});
