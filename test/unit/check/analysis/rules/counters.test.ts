import { expect, test } from 'vitest';
import { bareCounter } from '../../../../../check/analysis/rules/counters.ts';
import { parseExpression } from '../../../../../check/analysis/rules/promql/expression.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';

const growing: RangeSeries = { labels: {}, points: [5, 5, 8].map((value, time) => [time, value]) };
const level: RangeSeries = { labels: {}, points: [5, 4, 8].map((value, time) => [time, value]) };

test.each<[string, string | undefined]>([
  ['orders_total', 'orders_total'],
  ['sum by (x) (orders_total{a="b"})', 'orders_total'],
  ['ceil(sum(wait_seconds_count))', 'wait_seconds_count'],
  ['rate(orders_total[5m])', undefined],
  ['sum(increase(orders_total[5m]))', undefined],
  ['queue_size', undefined],
  ['rate(a_total[5m]) + b_total', 'b_total'],
])('of %s the counter whose raw value is compared is %s', (text, counter) => {
  const part = parseExpression(text);
  if (!part) throw new Error(`cannot parse ${text}`);
  expect(bareCounter(part, [growing])).toBe(counter);
  // What shrinks is no counter, whatever its name.
  expect(bareCounter(part, [growing, level])).toBeUndefined();
  expect(bareCounter(part, [])).toBeUndefined();
});
