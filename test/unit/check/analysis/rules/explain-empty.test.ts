import { expect, test } from 'vitest';
import { explainEmpty } from '../../../../../check/analysis/rules/explain-empty.ts';
import { explainNoResult } from '../../../../../check/analysis/rules/explain-result.ts';
import { alertNeverFires } from '../../../../../check/findings/alert-never-fires.ts';
import { findingsOf } from '../../../../../check/findings/definition.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import type { Finding } from '../../../../../lib/events/finding.ts';
import { HttpError } from '../../../../../stack/clients/http.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';
import type { Rule } from '../../../../../check/inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../../../../../check/run/timeline.ts';

const minute = 60_000;
const fault: FaultWindow = {
  label: 'errors at payment',
  fault: 'error-rate',
  target: 'payment',
  parameters: {},
  start: 10 * minute,
  end: 14 * minute,
};
const timeline: Timeline = {
  start: 0,
  end: 20 * minute,
  baseline: { start: 2 * minute, end: 10 * minute },
  faults: [fault],
};

const series = (labels: Record<string, string>, quiet: number, faulted = quiet): RangeSeries => ({
  labels,
  points: Array.from({ length: 20 }, (_, i) => [
    i * minute,
    i >= 10 && i < 14 ? faulted : quiet + (i % 2) * quiet * 0.01,
  ]),
});

/** What Prometheus answers, by expression; everything else has no result. */
const answers: Record<string, RangeSeries[]> = {
  a: [series({ x: '1' }, 1, 6)],
  'sum(a)': [series({}, 1, 6)],
  b: [series({ x: '1' }, 3)],
  other: [series({ y: '1' }, 3)],
  'quiet_ratio / quiet_total': [series({}, 0.01, 0.3)],
  'share / share': [series({}, 0.01, 0.3)],
  'histogram_quantile(0.9, buckets)': [series({}, 0.01, 4)],
  buckets: [series({ le: '5' }, 1), series({ le: '10' }, 1), series({ le: '+Inf' }, 1)],
  'sum(wait_seconds)': [series({}, 0.01, 4)],
  'sum(buckets)': [series({}, 3)],
  'x_size / x_capacity': [series({}, 0.01, 0.3)],
  'rate(b[1m])': [series({ x: '1' }, 1, 6)],
  'rate(b[1h])': [series({ x: '1' }, 1, 6)],
  '(a) -  (b)': [series({ x: '1' }, -2, -1)],
  // Before its series exist.
  'absent(b)': [series({}, 1)],
  '(a > bool 10)': [series({ x: '1' }, 0)],
};
const metrics = ['a', 'b', 'other', 'share', 'x_size', 'x_capacity', 'buckets', 'wait_seconds'];

const queries = new RunQueries(
  {
    query: () => Promise.resolve([]),
    queryRange: (expression) =>
      expression === 'broken'
        ? Promise.reject(
            new HttpError('GET', 'u', 422, '{"status":"error","error":"many-to-many matching not allowed"}'),
          )
        : Promise.resolve(answers[expression] ?? []),
    samples: () => Promise.resolve([]),
    ruleHealth: () => Promise.resolve([]),
    labelValues: () => Promise.resolve(metrics),
    series: (selector) => {
      const name = /[a-z_]+/.exec(selector.replace('{__name__=', ''))?.[0] ?? '';
      return Promise.resolve(metrics.includes(name) ? [{ __name__: name }] : []);
    },
  },
  timeline,
);
const context = { queries, rules: [], stepMs: minute };

test.each<[string, [severity: string, message: RegExp][]]>([
  [
    'a > 10',
    [
      [
        'warning',
        /^a must be > 10, but its highest value was 6 \(after 10m, during errors at payment\) for \{x="1"\}\.$/,
      ],
    ],
  ],
  ['10 < a', [['warning', /^a must be > 10/]]],
  ['b > 10', [['info', /highest value was 3\.03 .* No fault of this check brings it near/]]],
  ['b < 1', [['info', /must be < 1, but its lowest value was 3 /]]],
  ['b == 7', [['info', /was never 7: its values were 3, 3\.03\.$/]]],
  ['a > b', [['warning', /^a minus b must be > 0, but its highest value was -1 /]]],
  ['a > other', [['error', /Both sides of > have data, .* only one side has x, y/]]],
  ['a + on (x) other', [['error', /one side has no label x/]]],
  ['(a > bool 10) == 1', [['warning', /^a must be > 10, but its highest value was 6/]]],
  ['share / share > 5', [['error', /ratio between 0 and 1/]]],
  ['x_size / x_capacity > 5', [['warning', /^x_size \/ x_capacity must be > 5, but its highest value was 0\.3 /]]],
  [
    'sum(a) > 10 and b > 10',
    [
      ['warning', /^sum\(a\) must be/],
      ['info', /^b must be/],
    ],
  ],
  ['gone > 1 unless a', [['info', /nothing in this traffic has gone_\*/]]],
  ['a unless b', [['info', /b existed whenever a did/]]],
  ['absent(a)', [['info', /a existed throughout/]]],
  ['absent(b) == 1', [['info', /b existed throughout/]]],
  [
    'shares > 1 or b > 10',
    [
      ['info', /No series is named shares/],
      ['info', /^b must be/],
    ],
  ],
  [
    'shares > 1 or shared > 1',
    [
      ['error', /No series is named shares/],
      ['error', /No series is named shared/],
    ],
  ],
  ['histogram_quantile(0.9, buckets) > 10', [['error', /^This quantile cannot exceed 10, .* must be > 10\.$/]]],
  ['histogram_quantile(0.9, buckets) > 9', [['warning', /highest value was 4 /]]],
  ['histogram_quantile(0.9, buckets) >= 10', [['warning', /highest value was 4 /]]],
  ['histogram_quantile(0.9, sum(buckets)) > 1', [['error', /needs the label le, which sum\(buckets\) does not keep/]]],
  ['sum(wait_seconds) > 2000', [['error', /in seconds, and the threshold looks like milliseconds/]]],
  ['sum(wait_seconds) > 20000', [['info', /brings it near/]]],
  ['rate(a[1s]) > 1', [['error', /it needs two samples within its range/]]],
  ['rate(a[5m] offset 1d) > 1', [['info', /^a\[5m\] offset 1d looks back 1d, but only 20m were simulated\.$/]]],
  ['(a offset 30m) > 1', [['info', /looks back 30m/]]],
  ['rate(a[1s] offset 1m) > 1', [['error', /it needs two samples within its range/]]],
])('%s', async (expression, expected) => {
  const reasons = await explainEmpty(expression, context);
  expect(reasons.map(({ severity }) => severity)).toEqual(expected.map(([severity]) => severity));
  for (const [index, [, message]] of expected.entries()) expect(reasons[index]?.message).toMatch(message);
});

test('an expression that is not understood is reported as empty, one that fails with the message from Prometheus', async () => {
  expect((await explainNoResult({ expr: 'info(a)', forMs: 0 }, context))[0]).toMatchObject({
    severity: 'warning',
    message: 'Its expression never had a result.',
  });
  expect((await explainNoResult({ expr: 'broken', forMs: 0 }, context))[0].message).toContain(
    'many-to-many matching not allowed',
  );
});

test('a label that nothing has is a warning where all groups collapse into one', async () => {
  const severity = async (expr: string): Promise<string> =>
    (await explainNoResult({ expr, forMs: 0 }, context))[0].severity;
  expect(await severity('sum by (cluster) (a)')).toBe('warning');
  expect(await severity('sum by (cluster, x) (a)')).toBe('info');
});

test('a threshold that a fault does not reach is a warning, with a hint on the fault if the window is longer', async () => {
  const rule = (expr: string): Rule => ({
    ...{ kind: 'alert', name: 'A', group: 'g', expr, forMs: 0, keepFiringForMs: 0, labels: {}, intervalMs: minute },
    source: { file: 'r.yml', line: 1 },
  });
  const found = async (expr: string): Promise<Finding | undefined> =>
    (await findingsOf(alertNeverFires, { rules: [{ rule: rule(expr), episodes: [], context }] }))[0];
  expect(await found('rate(b[1m]) > 10')).toMatchObject({
    severity: 'warning',
    why: expect.not.stringContaining('looks back') as string,
  });
  expect(await found('rate(b[1h]) > 10')).toMatchObject({
    severity: 'warning',
    why: expect.stringMatching(/looks back up to 1h; a fault of 4m fills only part of that\.$/) as string,
    hint: 'Test with a longer fault before you change the threshold: --fault-for 12m.',
  });
});
