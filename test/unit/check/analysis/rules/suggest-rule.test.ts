import { describe, expect, test } from 'vitest';
import type { Context } from '../../../../../check/analysis/rules/context.ts';
import { correctionsOf } from '../../../../../check/analysis/rules/corrections.ts';
import { quieterRules } from '../../../../../check/analysis/rules/quieter-rules.ts';
import { comparedAtBaseline } from '../../../../../check/analysis/rules/baseline-values.ts';
import { parseExpression } from '../../../../../check/analysis/rules/promql/expression.ts';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import { asExpression, type RuleChange, suggestRule } from '../../../../../check/analysis/rules/suggest-rule.ts';
import { thresholdsBetween } from '../../../../../check/analysis/rules/threshold.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';
import { alertRule } from '../../expectations/results.ts';

const minute = 60_000;
const timeline = {
  ...{ start: 0, end: 30 * minute, baseline: { start: 2 * minute, end: 10 * minute } },
  faults: [{ label: 'errors', fault: 'error-rate', target: 'a', parameters: {}, start: 10 * minute, end: 20 * minute }],
};
/** Values in periods of minutes. */
type Values = readonly (readonly [from: number, to: number, value: number])[];
const series = (values: Values): RangeSeries[] => [
  {
    labels: {},
    points: values.flatMap(([from, to, value]) =>
      Array.from({ length: to - from }, (_, index): [number, number] => [(from + index) * minute, value]),
    ),
  },
];

function context(results: Readonly<Record<string, Values>>, more: Partial<Context> = {}): Context {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const prometheus = {
    ...{ query: none, samples: none, ruleHealth: none, series: none, labelValues: none },
    queryRange: (expr: string) => Promise.resolve(expr in results ? series(results[expr] ?? []) : []),
  };
  return { queries: new RunQueries(prometheus, timeline), rules: [], stepMs: minute, ...more };
}

describe('of several changes', () => {
  const rule = { ...alertRule('Errors', 4), expr: 'a > 9', forMs: 5 * minute };
  const results = { noisy: [[3, 18, 1]], good: [[12, 19, 1]], never: [] } as const;
  const changes = ['noisy', 'never', 'good'].map(asExpression);

  test('the first is suggested with which the alert fires during a fault and is quiet before', async () => {
    const { good } = await suggestRule(rule, changes, context(results));
    expect(good?.text).toBe('Write: good');
    expect(good?.proposal).toMatchObject({
      changes: [{ of: 'rule', rule: rule.source, key: 'expr', value: 'good' }],
      verified: 'fires 7m after the first affected request, quiet before',
    });
  });
  test('none is suggested if none does, with what the first one does', async () => {
    const { good, failed } = await suggestRule(rule, changes.slice(0, 2), context(results));
    expect(good).toBeUndefined();
    expect(failed?.text).toBe('it fires before any fault');
    expect((await suggestRule(rule, changes.slice(1, 2), context(results))).failed?.text).toBe(
      'it does not fire during a fault',
    );
  });
  test('a `for` is applied to the expression as it is', async () => {
    const shorter: RuleChange[] = ['10m', '3m'].map((value) => ({ key: 'for', value }));
    const { good } = await suggestRule(rule, shorter, context({ 'a > 9': [[12, 19, 1]] }));
    expect(good?.text).toBe('Write: for: 3m');
  });
  test('the first is suggested without evaluating it, if nothing is to be verified', async () => {
    const { good } = await suggestRule(rule, changes, context(results, { isVerified: false }));
    expect(good?.text).toBe('Write: noisy');
    expect(good?.proposal).not.toHaveProperty('verified');
  });
  test('a recording rule needs a result', async () => {
    const { good } = await suggestRule({ ...rule, kind: 'record' }, changes.slice(1), context(results));
    expect(good?.proposal.verified).toBe('it has a result');
  });
});

test('thresholds to try lie between the values of the baseline and those of the fault', () => {
  expect(thresholdsBetween(0.02, 0.8)).toEqual([0.41, 0.21, 0.098]);
  expect(thresholdsBetween(100, 20)).toEqual([60, 80, 92]);
  expect(thresholdsBetween(1, 1)).toEqual([]);
});

test('corrections are thresholds, or the current names and what was probably meant', async () => {
  const reason: Reason = { severity: 'error', message: '', evidence: [] };
  const right = [0.05, 0.02];
  expect(await correctionsOf('a / b > 5', [{ ...reason, thresholds: { written: 5, right } }], context({}))).toEqual([
    'a / b > 0.05',
    'a / b > 0.02',
  ]);
  const replacement = { from: /\bservice\b/g, to: 'service_name' };
  expect(await correctionsOf('sum by (service) (a{service="x"})', [{ ...reason, replacement }], context({}))).toEqual([
    'sum by (service_name) (a{service_name="x"})',
  ]);
  const other = { ...reason, replacement: { from: /"x"/g, to: '"y"' } };
  expect(await correctionsOf('a{service="x"}', [{ ...reason, replacement }, reason, other], context({}))).toEqual([
    'a{service_name="x"}',
    'a{service_name="y"}',
  ]);
});

describe('what keeps an alert quiet at the baseline', () => {
  async function candidates(expr: string, results: Readonly<Record<string, Values>>): Promise<string[]> {
    const rule = { ...alertRule('Errors', 4), expr, forMs: 0 };
    const here = context(results);
    const root = parseExpression(expr);
    const compared = root ? await comparedAtBaseline(root, here) : [];
    const episode = { alertname: 'Errors', labels: {}, pendingAt: 3 * minute, resolvedAt: 4.5 * minute };
    return (await quieterRules(rule, [episode], compared, here)).map(({ value }) => value);
  }

  test('is only 5xx responses, a higher threshold, or a `for` longer than at the baseline', async () => {
    const expr = 'rate(a_total{code=~"4..|5.."}[5m]) > 1';
    const measured = 'rate(a_total{code=~"4..|5.."}[5m])';
    expect(
      await candidates(expr, {
        [measured]: [
          [2, 10, 2],
          [10, 20, 12],
        ],
      }),
    ).toEqual([
      'rate(a_total{code=~"5.."}[5m]) > 1',
      ...[7, 4.5, 3].map((threshold) => `${measured} > ${threshold}`),
      ...['2m', '3m', '5m'],
    ]);
  });
  test('is the growth of a counter and not its value', async () => {
    const growing = Array.from({ length: 18 }, (_, index): Values[number] => [2 + index, 3 + index, index]);
    const results = {
      a_total: growing,
      'rate(a_total[5m])': [
        [2, 10, 1],
        [10, 20, 3],
      ],
    } as const;
    expect(await candidates('a_total > 100', results)).toEqual([
      'rate(a_total[5m]) > 100',
      ...[2, 1.5, 1.2].map((threshold) => `rate(a_total[5m]) > ${threshold}`),
    ]);
  });
  test('is the spans of servers, where clients are counted too', async () => {
    const expr = 'calls_total{status_code="STATUS_CODE_ERROR"} > 0';
    expect((await candidates(expr, {}))[0]).toBe(
      'calls_total{span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_ERROR"} > 0',
    );
  });
});
