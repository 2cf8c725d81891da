import { expect, test } from 'vitest';
import { RunQueries } from '../../../../check/analysis/rules/run-queries.ts';
import { alertFiresAtBaseline } from '../../../../check/findings/alert-fires-at-baseline.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import type { Rule } from '../../../../check/inputs/rules/rule.ts';
import type { Finding } from '../../../../lib/events/finding.ts';

const minute = 60_000;
const timeline = { start: 0, end: 20 * minute, baseline: { start: 2 * minute, end: 10 * minute }, faults: [] };
const metrics = ['orders_total'];
const none = (): Promise<never[]> => Promise.resolve([]);
const queries = new RunQueries(
  {
    query: none,
    queryRange: none,
    samples: none,
    ruleHealth: none,
    labelValues: () => Promise.resolve(metrics),
    series: (selector) =>
      Promise.resolve(metrics.filter((name) => selector.includes(name)).map((__name__) => ({ __name__ }))),
  },
  timeline,
);

const firing = async (expr: string): Promise<Finding | undefined> => {
  const more = { forMs: 0, keepFiringForMs: 0, labels: {}, intervalMs: minute, source: { file: 'r.yml', line: 1 } };
  const rule: Rule = { kind: 'alert', name: 'A', group: 'g', expr, ...more };
  const episodes = [{ alertname: 'A', labels: {}, pendingAt: minute, firingAt: minute }];
  const context = { queries, rules: [], stepMs: minute };
  return (await findingsOf(alertFiresAtBaseline, { rules: [{ rule, episodes, context }] }))[0];
};

test.each([
  ['vector(1)', /like a dead man's switch/],
  ['absent(up{job="apiserver"} == 1)', /absent\(\) is always true/],
  ['absent(redis_up) == 1', /absent\(\) is always true/],
  ['absent(redis_up) or absent(redis_role)', /absent\(\) is always true/],
  ['(count(redis_role{role="master"}) or vector(0)) < 1', /its default throughout: .* redis_\*/],
])('%s is info where the traffic does not have its series', async (expr, why) => {
  expect(await firing(expr)).toMatchObject({ severity: 'info', why: expect.stringMatching(why) as string });
});

test.each([
  '(count(orders_total) or vector(0)) < 1',
  '(count(order_totals) or vector(0)) < 1',
  'absent(orders_total) == 1',
  'absent(order_total)',
])('%s is an error: the traffic has it, or a similar name', async (expr) => {
  expect(await firing(expr)).toMatchObject({ severity: 'error' });
});
