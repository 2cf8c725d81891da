import { describe, expect, test } from 'vitest';
import type { Context } from '../../../../../check/analysis/rules/context.ts';
import { blindToAbsence, misusedFunctions } from '../../../../../check/analysis/rules/mistakes/functions.ts';
import { joinedLabels } from '../../../../../check/analysis/rules/mistakes/joined-labels.ts';
import { selfRatios } from '../../../../../check/analysis/rules/mistakes/self-ratio.ts';
import { missingTemplateLabels, valueAsLabel } from '../../../../../check/analysis/rules/mistakes/templates.ts';
import { shortWindows } from '../../../../../check/analysis/rules/mistakes/short-windows.ts';
import { withLongerRanges } from '../../../../../check/analysis/rules/short-ranges.ts';
import { lostGroupings } from '../../../../../check/analysis/rules/mistakes/lost-groupings.ts';
import type { Mistake } from '../../../../../check/analysis/rules/mistakes/mistake.ts';
import { renamedGroupings } from '../../../../../check/analysis/rules/mistakes/renamed-groupings.ts';
import { rewritten } from '../../../../../check/analysis/rules/rewrite.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import { withThreshold } from '../../../../../check/analysis/rules/scale.ts';
import { verifyRule } from '../../../../../check/analysis/rules/verify-rule.ts';
import type { Timeline } from '../../../../../check/run/timeline.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';
import { alertRule } from '../../expectations/results.ts';

const minute = 60_000;
const fault = {
  label: 'errors',
  fault: 'error-rate',
  target: 'payment',
  parameters: {},
  start: 10 * minute,
  end: 20 * minute,
};
const timeline: Timeline = {
  ...{ start: 0, end: 30 * minute, baseline: { start: 2 * minute, end: 10 * minute } },
  faults: [{ ...fault, firstAffectedAt: 10 * minute }],
};
const sent = [
  { name: 'queue.lag', unit: '{message}', kind: 'gauge', attributes: new Set<string>() },
  { name: 'orders', unit: '{order}', kind: 'counter', attributes: new Set<string>() },
  { name: 'order.duration', unit: 's', kind: 'histogram', attributes: new Set<string>() },
] as const;

/** Queries with these results by expression, and these series; each result lasts from one minute to another. */
function context(results: Readonly<Record<string, RangeSeries[]>>, series: Record<string, string>[] = []): Context {
  const none = (): Promise<never[]> => Promise.resolve([]);
  const queries = new RunQueries(
    {
      ...{ query: none, samples: none, ruleHealth: none },
      queryRange: (expr) => Promise.resolve(results[expr] ?? []),
      series: (selector) => Promise.resolve(series.filter(({ __name__ = '' }) => selector.includes(__name__))),
      labelValues: () => Promise.resolve([...new Set(series.map(({ __name__ = '' }) => __name__))]),
    },
    timeline,
  );
  return { queries, rules: [], stepMs: minute };
}
const lasting = (from: number, to: number, value = 1, labels: Record<string, string> = {}): RangeSeries => ({
  labels,
  points: Array.from({ length: to - from }, (_, index): [number, number] => [(from + index) * minute, value]),
});

describe('a grouping by a label of another name', () => {
  const spans = 'rate(spans_total[5m])';
  const grouped = (by: string, labels: Record<string, string>): Promise<Mistake[]> =>
    renamedGroupings(`sum by (${by}) (${spans}) > 1`, context({ [spans]: [lasting(0, 30, 1, labels)] }));

  test('makes one series of all, and has the current name as a fix', async () => {
    expect(await grouped('service, le, operation', { service_name: 'a', le: '1', span_name: 'b' })).toMatchObject([
      {
        severity: 'warning',
        message: `groups by service and operation, which no series of ${spans} has`,
        why: 'They have service_name and span_name. Series that differ in them become one.',
        fix: `sum by (service_name, le, span_name) (${spans}) > 1`,
      },
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['service', { service: 'a', service_name: 'a' }],
    ['service', { job: 'a' }],
    ['cluster', { service_name: 'a' }],
    ['exported_job', { job: 'a' }],
  ])('is none by %s of series with %j', async (by, labels) => {
    expect(await grouped(by, labels)).toEqual([]);
  });
});

describe('a grouping by a label that was lost', () => {
  const spans = 'rate(spans_total[5m])';
  const expr = (by: string): string => `sum by (${by}) (${spans}) > 1`;
  const flow = {
    lostLabel: (metric: string, label: string) =>
      metric === 'spans_total' && label === 'http_route'
        ? { severity: 'error', message: 'The Collector removes it.', evidence: [] }
        : undefined,
  } as Context['flow'];
  const found = (by: string, result: RangeSeries[]): Promise<Mistake[]> =>
    lostGroupings(expr(by), {
      ...context({ [spans]: [lasting(0, 30, 1, { service_name: 'a' })], [expr(by)]: result }),
      ...(flow ? { flow } : {}),
    });

  test('says why, if the rule has a result without it', async () => {
    expect(await found('service_name, http_route', [lasting(10, 20)])).toEqual([
      {
        severity: 'warning',
        message: `groups by http_route, which no series of ${spans} has`,
        why: 'The Collector removes it. Series that differ in it become one.',
      },
    ]);
  });

  test('is none by a label that was not sent, and none without a result, which has a finding of its own', async () => {
    expect(await found('service_name, cluster', [lasting(10, 20)])).toEqual([]);
    expect(await found('http_route', [])).toEqual([]);
  });
});

describe('a ratio of a series with itself', () => {
  const expr = 'rate(a_total{code="500"}[5m]) / rate(a_total[5m])';
  const series = [{ __name__: 'a_total', service_name: 'x', code: '500' }];

  test('is always 1, and both sides have to be aggregated', async () => {
    const found = await selfRatios(`${expr} > 0.05`, context({ [expr]: [lasting(0, 30)] }, series));
    expect(found).toMatchObject([
      {
        severity: 'error',
        fix: 'sum by (service_name) (rate(a_total{code="500"}[5m])) / sum by (service_name) (rate(a_total[5m])) > 0.05',
      },
    ]);
  });

  test('is none with an earlier time, whose offset the grammar takes for that of both sides', async () => {
    const results = { 'a_total / a_total offset 5m': [lasting(0, 30, 2)], 'a_total / a_total': [lasting(0, 30)] };
    expect(await selfRatios('a_total / a_total offset 5m > 4', context(results, series))).toEqual([]);
  });

  test.each([
    ['another value', expr, 0.5],
    ['other metrics', 'rate(a_total[5m]) / rate(b_total[5m])', 1],
    ['labels to match by', 'rate(a_total[5m]) / on (x) rate(a_total[5m])', 1],
    ['an aggregation', 'sum(rate(a_total[5m])) / sum(rate(a_total[5m]))', 1],
  ])('is not one with %s', async (_, other, value) => {
    expect(await selfRatios(other, context({ [other]: [lasting(0, 30, value)] }, series))).toEqual([]);
  });
});

test.each([
  ['rate(queue_lag[5m])', /rate of queue_lag, which is a gauge/],
  ['delta(orders_total[5m]) > 1', /delta of orders_total, which is a counter/],
  ['deriv(other_count[5m])', /deriv of other_count, which is a counter/],
  ['rate(sum(orders_total)[5m:])', /takes the rate of a sum/],
])('%s is a mistake', (expr, message) => {
  expect(misusedFunctions(expr, sent)).toMatchObject([
    { severity: 'error', message: expect.stringMatching(message) as string },
  ]);
});

test('functions that fit are none, and delta has the right one as a fix', () => {
  for (const expr of [
    'rate(orders_total[5m])',
    'delta(queue_lag[5m])',
    'sum(rate(orders_total[5m]))',
    'max_over_time(sum(rate(orders_total[5m]))[10m:])',
    'rate(unknown[5m])',
    'histogram_quantile(0.9, rate(order_duration_seconds[5m]))',
  ]) {
    expect(misusedFunctions(expr, sent)).toEqual([]);
  }
  expect(misusedFunctions('delta(orders_total[5m]) > 1', sent)[0]?.fix).toBe('increase(orders_total[5m]) > 1');
});

test('a range is too short below twice the default export interval, for metrics of the services only', () => {
  expect(shortWindows('rate(orders_total[1m])', sent)).toMatchObject([{ severity: 'info' }]);
  expect(shortWindows('rate(orders_total[2m])', sent)).toEqual([]);
  expect(shortWindows('rate(otelcol_x_total[1m])', sent)).toEqual([]);
});

test('a range is too short below twice the export interval that the traffic file defines', () => {
  expect(shortWindows('rate(orders_total[1m])', sent, 15_000)).toEqual([]);
  const [mistake] = shortWindows('rate(orders_total[2m])', sent, 90_000);
  expect(mistake?.why).toBe(
    'The traffic file defines it. A range of 6m has the samples that it needs at this interval.',
  );
});

test('ranges that are too short at the export interval of the traffic file become longer, the others stay', () => {
  const exported = { metrics: sent, intervalMs: 60_000 };
  const expr = 'rate(orders_total[1m]) / rate(orders_total[5m]) > rate(otelcol_x_total[1m])';
  expect(withLongerRanges(expr, exported)).toBe(
    'rate(orders_total[4m]) / rate(orders_total[5m]) > rate(otelcol_x_total[1m])',
  );
  expect(withLongerRanges('rate(orders_total[2m])', exported)).toBeUndefined();
  expect(withLongerRanges(expr, undefined)).toBeUndefined();
});

test('a rate compared with 0 does not see its series disappear, unless the rule has absent', () => {
  expect(blindToAbsence('sum(rate(orders_total[5m])) == 0')).toMatchObject([
    { why: expect.stringContaining('absent(orders_total) has one then') as string },
  ]);
  expect(blindToAbsence('sum(rate(orders_total[5m])) == 0 or absent(orders_total)')).toEqual([]);
  expect(blindToAbsence('up == 0')).toEqual([]);
});

test('labels that are joined must exist on the other side', async () => {
  const expr = 'a * on (job) group_left (k8s_cluster_name, version) target_info';
  const found = await joinedLabels(expr, context({ target_info: [lasting(0, 9, 1, { job: 'a', version: '1' })] }));
  expect(found).toMatchObject([
    { severity: 'warning', message: 'joins k8s_cluster_name from target_info, which does not have it' },
  ]);
});

test('templates use labels that the expression returns or the rule adds', async () => {
  const rule = {
    ...alertRule('A', 1),
    expr: 'e',
    labels: { team: 'x' },
    annotations: { summary: '{{ $labels.pod }} of {{ $labels.team }} {{ $labels.job }}' },
  };
  const found = await missingTemplateLabels(rule, context({ e: [lasting(0, 9, 1, { job: 'a' })] }));
  expect(found[0]?.message).toBe('uses $labels.pod in summary, which its expression does not return');
  expect(await missingTemplateLabels(rule, context({}))).toEqual([]);
  expect(valueAsLabel({ ...rule, labels: { current: '{{ $value }}' } })).toMatchObject([{ severity: 'error' }]);
  expect(valueAsLabel(rule)).toEqual([]);
});

describe('a suggested expression', () => {
  test('is good if it fires in the fault after its for, and not before', async () => {
    const good = context({ e: [lasting(11, 20)] });
    expect(await verifyRule('e', 2 * minute, good)).toEqual({
      isGood: true,
      isQuiet: true,
      hasResult: true,
      text: 'fires 3m after the first affected request, quiet before',
    });
    expect((await verifyRule('e', 12 * minute, good)).isGood).toBe(false);
    expect((await verifyRule('e', 2 * minute, context({ e: [lasting(4, 20)] }))).isGood).toBe(false);
    expect((await verifyRule('e', 2 * minute, context({ e: [lasting(11, 13), lasting(15, 17)] }))).isGood).toBe(false);
    expect(await verifyRule('e', 0, context({}))).toMatchObject({ isGood: false, hasResult: false });
  });

  test('has the current names of metrics and labels, and the threshold in seconds', async () => {
    const series = ['bucket', 'count', 'sum'].map((suffix) => ({
      __name__: `http_server_request_duration_seconds_${suffix}`,
      http_response_status_code: '200',
      service_name: 'x',
      le: '1',
    }));
    const old = context({}, series);
    expect(
      await rewritten(
        'histogram_quantile(0.95, sum by (le) (rate(http_server_duration_milliseconds_bucket{http_method="GET"}[5m]))) > 2000',
        old,
      ),
    ).toBe(
      'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{http_method="GET"}[5m]))) > 2',
    );
    expect(
      await rewritten('sum(rate(http_server_duration_milliseconds_count{http_status_code=~"5.."}[5m])) > 20', old),
    ).toBe('sum(rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[5m])) > 20');
    expect(await rewritten('kube_pod_info > 1', old)).toBeUndefined();
    expect(await rewritten('rate(http_server_request_duration_seconds_count[5m]) > 1', old)).toBeUndefined();
  });

  test('of span metrics has the label, the value and the unit that the gates of the Collector give', async () => {
    const names = ['calls_total', 'duration_milliseconds_bucket', 'duration_milliseconds_count'];
    const gated = context(
      {},
      names.map((name) => ({ __name__: `traces_span_metrics_${name}`, otel_status_code: 'ERROR' })),
    );
    expect(await rewritten('sum(rate(calls_total{status_code=~"STATUS_CODE_(ERROR|OK)"}[5m])) > 1', gated)).toBe(
      'sum(rate(traces_span_metrics_calls_total{otel_status_code=~"(ERROR|OK)"}[5m])) > 1',
    );
    expect(
      await rewritten('histogram_quantile(0.9, rate(traces_span_metrics_duration_seconds_bucket[5m])) > 2', gated),
    ).toBe('histogram_quantile(0.9, rate(traces_span_metrics_duration_milliseconds_bucket[5m])) > 2000');
    const plain = context({}, [{ __name__: 'traces_span_metrics_calls_total', status_code: 'STATUS_CODE_ERROR' }]);
    expect(await rewritten('rate(traces_span_metrics_calls_total{otel_status_code="ERROR"}[5m]) > 1', plain)).toBe(
      'rate(traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"}[5m]) > 1',
    );
  });

  test('has the threshold in the unit of the value', () => {
    expect(withThreshold('a / b > 5 and c > 5', { written: 5, right: 0.05 })).toBe('a / b > 0.05 and c > 5');
    expect(withThreshold('a > 7', { written: 5, right: 0.05 })).toBeUndefined();
  });
});
