import { expect, test } from 'vitest';
import { RunQueries } from '../../../../check/analysis/rules/run-queries.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { windowExceedsBaseline } from '../../../../check/findings/window-exceeds-baseline.ts';
import { reachOf } from '../../../../check/analysis/rules/promql/reach.ts';
import type { Rule } from '../../../../check/inputs/rules/rule.ts';
import type { Timeline } from '../../../../check/run/timeline.ts';

const [minute, hour] = [60_000, 3_600_000];
const rule = (kind: Rule['kind'], name: string, expr: string, labels: Rule['labels'] = {}): Rule => ({
  ...{ kind, name, expr, labels, group: 'g', forMs: 0, keepFiringForMs: 0, intervalMs: 15_000 },
  source: { file: 'slo.yml', line: 3 },
});
const rules = [
  rule('record', 'errors:1h', 'sum(rate(errors[1h]))', { slo: 'a' }),
  rule('record', 'errors:1h', 'sum(rate(errors[6h]))', { slo: 'b' }),
  rule('record', 'errors:30d', 'sum_over_time(errors:1h{slo="a"}[30d])'),
  rule('record', 'itself', 'itself offset 1m'),
];

test.each([
  ['x > 1', 0],
  ['rate(x[5m]) > 1 and rate(x[1h]) > 1', hour],
  ['rate(x[5m] offset 1d)', 24 * hour + 5 * minute],
  ['avg_over_time(sum(rate(x[5m]))[1h:1m] offset 2h)', 3 * hour + 5 * minute],
  ['max_over_time(x[3600])', hour],
  ['x offset -5m', 0],
  ['errors:1h > 1', 6 * hour],
  ['errors:1h{slo="a"} > 1', hour],
  ['errors:30d', 30 * 24 * hour + hour],
  ['itself', minute],
  ['not an ( expression', 0],
])('%s looks back %d ms', (expression, expected) => {
  expect(reachOf(expression, rules)).toBe(expected);
});

const fault = { label: 'errors', fault: 'error-rate', target: 'payment', parameters: {} };
const timeline: Timeline = {
  ...{ start: 0, end: 40 * minute, baseline: { start: 5 * minute, end: 15 * minute } },
  faults: [{ ...fault, start: 15 * minute, end: 25 * minute }],
};
const fired = { alertname: 'Burn', labels: {}, pendingAt: 16 * minute, firingAt: 16 * minute };
const none = (): Promise<never[]> => Promise.resolve([]);
const prometheus = { query: none, queryRange: none, samples: none, series: none, labelValues: none, ruleHealth: none };
async function find(expr: string, episodes = [fired], on = timeline): Promise<string | undefined> {
  const context = { queries: new RunQueries(prometheus, on), rules, stepMs: minute };
  const [found] = await findingsOf(windowExceedsBaseline, {
    rules: [{ rule: rule('alert', 'Burn', expr), episodes, context }],
  });
  return found?.message;
}

test('an alert that fired is reported where its window is longer than the time before the first fault', async () => {
  expect(await find('rate(x[15m]) > 1')).toBeUndefined();
  expect(await find('rate(x[1h]) > 1')).toBe('Burn looks back up to 1h, but the first fault began after 15m');
  expect(await find('rate(x[1h]) > 1', [])).toBeUndefined();
  expect(await find('rate(x[1h]) > 1', [{ ...fired, firingAt: minute }])).toBeUndefined();
  expect(await find('rate(x[1h]) > 1', [fired], { ...timeline, faults: [] })).toBeUndefined();
});
