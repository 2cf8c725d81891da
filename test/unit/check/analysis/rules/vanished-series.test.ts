import { expect, test } from 'vitest';
import { lowerLimitOf } from '../../../../../check/analysis/rules/promql/lower-limit.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import { vanishedSeries } from '../../../../../check/analysis/rules/vanished-series.ts';
import type { EvaluatedRule } from '../../../../../check/analysis/rules/evaluated-rules.ts';
import type { Timeline } from '../../../../../check/run/timeline.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';
import { alertRule } from '../../expectations/results.ts';

const minute = 60_000;
const outage = { label: 'outage of web', fault: 'down', target: 'web', parameters: {} };
const timeline: Timeline = {
  ...{ start: 0, end: 40 * minute, baseline: { start: 5 * minute, end: 15 * minute } },
  faults: [{ ...outage, start: 20 * minute, end: 32 * minute }],
};

/** A series with a point for each of these minutes. */
const at = (minutes: readonly number[], labels: Record<string, string> = {}): RangeSeries => ({
  labels,
  points: minutes.map((one): [number, number] => [one * minute, 1]),
});
const minutes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** An alert that never fired, with these series on its left side. */
function silentAlert(expr: string, series: RangeSeries[]): EvaluatedRule {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const prometheus = { query: none, samples: none, ruleHealth: none, series: none, labelValues: none };
  const queries = new RunQueries({ ...prometheus, queryRange: () => Promise.resolve(series) }, timeline);
  return {
    rule: { ...alertRule('Silent', 3), expr },
    episodes: [],
    context: { queries, rules: [], stepMs: minute },
  };
}

const total = 'sum(rate(requests_total{job="web"}[5m]))';
const gone = [...minutes(1, 25), ...minutes(33, 40)];

test('a rate that disappears during a fault is why its lower limit is not seen', async () => {
  const found = await vanishedSeries(silentAlert(`${total} < 0.1`, [at(gone)]));
  expect(found).toMatchObject({
    severity: 'warning',
    message: `During outage of web, ${total} has no result from 4m on: its series are gone, and a comparison of nothing is not true.`,
    corrections: { texts: [`(${total} or vector(0)) < 0.1`] },
  });
});

test('where there are labels, the correction asks for the absence of the series', async () => {
  const expr = 'sum by (route) (rate(requests_total{job="web"}[5m])) == 0';
  const found = await vanishedSeries(
    silentAlert(expr, [at(minutes(1, 40), { route: '/' }), at(gone, { route: '/a' })]),
  );
  expect(found?.corrections?.texts).toEqual([`${expr} or absent(requests_total{job="web"})`]);
});

test('series that were there throughout, or that were not there when the fault began, explain nothing', async () => {
  expect(await vanishedSeries(silentAlert(`${total} < 0.1`, [at(minutes(1, 40))]))).toBeUndefined();
  expect(await vanishedSeries(silentAlert(`${total} < 0.1`, [at([...minutes(1, 15), 23, 24])]))).toBeUndefined();
});

test('an alert that fired saw enough', async () => {
  const alert = silentAlert(`${total} < 0.1`, [at(gone)]);
  const episodes = [{ alertname: 'Silent', labels: {}, pendingAt: 21 * minute, firingAt: 22 * minute }];
  expect(await vanishedSeries({ ...alert, episodes })).toBeUndefined();
});

test.each([
  ['rate(x[5m]) < 1', '<', '1'],
  ['(sum(increase(x[5m])) == 0)', '==', '0'],
  ['rate(x[5m]) > 1', undefined, undefined],
  ['x < 1', undefined, undefined],
  ['rate(a[5m]) / rate(b[5m]) < 1', undefined, undefined],
  ['rate(x[5m]) < rate(y[5m])', undefined, undefined],
  ['rate(x[5m]) < 1 or absent(x)', undefined, undefined],
])('the lower limit in %s', (text, operator, limit) => {
  const found = lowerLimitOf(text);
  expect([found?.operator, found?.limit]).toEqual([operator, limit]);
});
