import { expect, test } from 'vitest';
import type { Context } from '../../../../../check/analysis/rules/context.ts';
import { otherMatchings } from '../../../../../check/analysis/rules/matching-changes.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';

type Labels = Record<string, string>;

/** Queries that have series with these labels, by expression; any division has some, unless it is named. */
function context(labels: Readonly<Record<string, readonly Labels[]>>): Context {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const series = (expr: string): RangeSeries[] =>
    (labels[expr] ?? (expr.includes('/') ? [{}] : [])).map((one) => ({
      labels: one,
      points: [[0, 1]] as [number, number][],
    }));
  const queries = new RunQueries(
    {
      query: none,
      samples: none,
      ruleHealth: none,
      series: none,
      labelValues: none,
      queryRange: (expr) => Promise.resolve(series(expr)),
    },
    { start: 0, end: 60_000, baseline: { start: 0, end: 30_000 }, faults: [] },
  );
  return { queries, rules: [], stepMs: 1000 };
}
const [a, b] = [
  { job: 'a', code: '1' },
  { job: 'a', code: '2' },
];

test('several series of one side are grouped, or that side is aggregated', async () => {
  const texts = await otherMatchings('x / on (job) y > 0.1', context({ x: [a, b], y: [{ job: 'a' }] }));
  expect(texts).toEqual([
    'x / on (job) group_left () y > 0.1',
    'sum by (job) (x) / on (job) sum by (job) (y) > 0.1',
    'sum by (job) (x) / sum by (job) (y) > 0.1',
    'x / on () group_left () y > 0.1',
  ]);
});

test('several series of both sides are matched on what distinguishes them', async () => {
  const [first] = await otherMatchings('x / on (job) y', context({ x: [a, b], y: [a, b] }));
  expect(first).toBe('x / on (code, job) y');
});

test('sides without common labels are aggregated by those that both have, or grouped by a single series', async () => {
  const some = context({
    x: [{ job: 'a', code: '1' }],
    y: [
      { job: 'a', le: '2' },
      { job: 'b', le: '2' },
    ],
  });
  expect(await otherMatchings('x > bool y', some)).toEqual([
    'x > bool on (job) y',
    'sum by (job) (x) > bool sum by (job) (y)',
  ]);
  const none = context({ x: [{ job: 'a' }], y: [{ cluster: 'c' }] });
  expect(await otherMatchings('(x > y) and z', none)).toEqual(['(x > on () group_left () y) and z']);
});

test('sides of a calculation that match nothing in another way either are no suggestion', async () => {
  const some = { x: [a, b], y: [{ job: 'a' }], 'x / on (job) group_left () y': [] };
  expect((await otherMatchings('x / on (job) y > 0.1', context(some)))[0]).toBe(
    'sum by (job) (x) / on (job) sum by (job) (y) > 0.1',
  );
});

test('set operators, numbers and sides without series are left as they are', async () => {
  const some = context({ x: [a], y: [b] });
  expect(await otherMatchings('x and y', some)).toEqual([]);
  expect(await otherMatchings('x > 3', some)).toEqual([]);
  expect(await otherMatchings('x / z', some)).toEqual([]);
});
