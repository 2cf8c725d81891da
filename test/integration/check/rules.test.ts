import { beforeAll, describe, expect, test } from 'vitest';
import { detections, type Detection } from '../../../check/analysis/rules/detections.ts';
import { readEpisodes } from '../../../check/analysis/rules/episodes.ts';
import { readEvaluatedRules } from '../../../check/analysis/rules/evaluated-rules.ts';
import { RunQueries } from '../../../check/analysis/rules/run-queries.ts';
import { findAll } from '../../../check/findings/definition.ts';
import { alertFiresAtBaseline } from '../../../check/findings/alert-fires-at-baseline.ts';
import { alertFlaps } from '../../../check/findings/alert-flaps.ts';
import { alertNeverFires } from '../../../check/findings/alert-never-fires.ts';
import { ruleFails } from '../../../check/findings/rule-fails.ts';
import { ruleWithoutResult } from '../../../check/findings/rule-without-result.ts';
import { windowExceedsBaseline } from '../../../check/findings/window-exceeds-baseline.ts';
import type { AlertEpisode } from '../../../check/inputs/rules/rule.ts';
import type { Timeline } from '../../../check/run/timeline.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import { simulateScript } from './scripted-simulation.ts';

const requests = 'http_server_request_duration_seconds_count';
const share = (matcher: string, threshold: string): string =>
  `sum by (service_name) (rate(${requests}{${matcher}}[1m])) / sum by (service_name) (rate(${requests}[1m])) ${threshold}`;
const fiveHundreds = 'http_response_status_code=~"5.."';

const alerts: Record<string, { expr: string; for?: string; keep?: string }> = {
  Errors: { expr: share(fiveHundreds, '> 0.05'), for: '1m' },
  KeptFiring: { expr: share(fiveHundreds, '> 0.05'), for: '1m', keep: '2m' },
  WrongName: { expr: 'histogram_quantile(0.9, sum by (le) (rate(http_server_request_duration_bucket[5m]))) > 1' },
  OldLabel: { expr: share('http_status_code=~"5.."', '> 0.05') },
  WrongValue: { expr: 'sum(rate(traces_span_metrics_calls_total{status_code="ERROR"}[1m])) > 1' },
  TooHigh: { expr: share(fiveHundreds, '> 0.5') },
  Percentage: { expr: share(fiveHundreds, '> 5') },
  ForTooLong: { expr: share(fiveHundreds, '> 0.05'), for: '10m' },
  NotMoved: { expr: 'app_memory_bytes > 2e9' },
  OtherExporter: { expr: 'rate(node_cpu_seconds_total{mode="idle"}[5m]) < 0.1' },
  LabelsDiffer: { expr: 'app_queue_size / app_queue_capacity > 0.8' },
  ClientErrors: { expr: share('http_response_status_code=~"4..|5.."', '> 0.05'), for: '1m' },
  Chained: { expr: 'job:mistyped:rate1m > 1' },
  ManyToMany: { expr: 'app_queue_capacity / on (queue) app_queue_shard > 1' },
  Absent: { expr: 'absent(app_memory_bytes)' },
  Flickers: { expr: 'app_flicker > 0.5' },
  Watchdog: { expr: 'vector(1)' },
  Subquery: { expr: 'max_over_time((app_memory_bytes > 5e9)[2m:30s]) > 0' },
  Either: { expr: 'nothing_at_all > 1 or app_memory_bytes > bool 2e9 == 1' },
};

const rules = `groups:
  - name: records
    rules:
      - record: job:mistyped:rate1m
        expr: sum by (job) (rate(http_server_requests_duration_seconds_count[1m]))
  - name: alerts
    rules:
${Object.entries(alerts)
  .map(
    ([name, rule]) =>
      `      - alert: ${name}\n        expr: '${rule.expr}'${rule.for ? `\n        for: ${rule.for}` : ''}${rule.keep ? `\n        keep_firing_for: ${rule.keep}` : ''}`,
  )
  .join('\n')}
`;

const seconds = 20 * 60;
const faultSeconds = { start: 480, end: 660 };

function metrics(second: number): string {
  const failing = Math.max(0, Math.min(second, faultSeconds.end) - faultSeconds.start);
  const flicker = second > 800 && second < 980 && Math.floor(second / 45) % 2 === 0 ? 1 : 0;
  const line = (name: string, labels: Record<string, string>, value: number): string =>
    `${name}{${Object.entries(labels)
      .map(([key, text]) => `${key}="${text}"`)
      .join(',')}} ${value}\n`;
  const count = (status: number, value: number): string =>
    line(requests, { service_name: 'payment', http_response_status_code: String(status) }, value);
  return [
    count(200, 10 * second),
    count(404, 2 * second),
    count(500, failing * 4),
    line('http_server_request_duration_seconds_bucket', { service_name: 'payment', le: '1' }, 10 * second),
    line('http_server_request_duration_seconds_bucket', { service_name: 'payment', le: '+Inf' }, 12 * second),
    line('traces_span_metrics_calls_total', { status_code: 'STATUS_CODE_ERROR' }, failing),
    line('traces_span_metrics_calls_total', { status_code: 'STATUS_CODE_UNSET' }, 10 * second),
    line('app_memory_bytes', {}, 1e9 + (second % 100) * 1e5),
    line('app_queue_size', { queue: 'a', exporter: 'x' }, 5),
    line('app_queue_capacity', { queue: 'a' }, 10),
    line('app_queue_shard', { queue: 'a', shard: '1' }, 1),
    line('app_queue_shard', { queue: 'a', shard: '2' }, 1),
    line('app_flicker', {}, flicker),
  ].join('');
}

const definitions = [
  ruleFails,
  alertNeverFires,
  alertFiresAtBaseline,
  alertFlaps,
  windowExceedsBaseline,
  ruleWithoutResult,
];

let findings: Finding[];
let episodes: AlertEpisode[];
let detected: Detection[];
let start: number;
beforeAll(async () => {
  await simulateScript({
    rules,
    metrics,
    seconds,
    afterwards: async (simulated) => {
      start = simulated.start;
      const fault = { fault: 'error-rate', target: 'payment', parameters: {} };
      const at = (second: number): number => simulated.start + second * 1000;
      const timeline: Timeline = {
        start: simulated.start,
        end: simulated.end,
        baseline: { start: at(120), end: at(480) },
        faults: [
          { ...fault, label: 'errors at payment', start: at(480), end: at(660), firstAffectedAt: at(481) },
          { ...fault, label: 'flicker', target: 'order', start: at(800), end: at(1000) },
        ],
      };
      episodes = await readEpisodes(simulated.prometheus, simulated.rules, timeline);
      detected = detections(episodes, timeline);
      const queries = new RunQueries(simulated.prometheus, timeline);
      const inputs = { rules: await readEvaluatedRules({ rules: simulated.rules.rules, episodes, queries }) };
      findings = await findAll(definitions, inputs);
    },
  });
});

const of = (subject: string): Finding[] => findings.filter((finding) => finding.subject === subject);

describe('alerts that cannot fire are reported, with the cause', () => {
  test.each<[string, string, RegExp]>([
    [
      'WrongName',
      'error',
      /No series is named http_server_request_duration_bucket.*http_server_request_duration_seconds_bucket/,
    ],
    ['OldLabel', 'error', /has the label http_status_code; it has http_response_status_code/],
    ['WrongValue', 'error', /the values of status_code are STATUS_CODE_ERROR, STATUS_CODE_UNSET/],
    [
      'TooHigh',
      'warning',
      /The compared value must be > 0\.5, but its highest value was 0\.\d+ \(after .*, during errors at payment\) for \{service_name="payment"\}/,
    ],
    ['Percentage', 'error', /ratio between 0 and 1, and the threshold looks like a percentage/],
    ['ForTooLong', 'warning', /`for` of 10m is longer than errors at payment, which lasted 3m/],
    ['NotMoved', 'info', /highest value was 1,009,602,100.*No fault of this check brings it near/],
    ['OtherExporter', 'info', /nothing in this traffic has node_\*/],
    [
      'LabelsDiffer',
      'error',
      /no labels of app_queue_size match those of app_queue_capacity: only one side has exporter/,
    ],
    ['Chained', 'error', /The recording rule job:mistyped:rate1m \(rules\.yml:4\) has no result\. No series is named/],
    ['Absent', 'info', /existed throughout, and absent\(\) has a result only when it does not/],
    ['Subquery', 'info', /app_memory_bytes must be > 5,000,000,000/],
    ['Either', 'info', /nothing_at_all|app_memory_bytes/],
  ])('%s', (name, severity, why) => {
    expect(of(name)).toMatchObject([
      { kind: 'alert-never-fires', severity, why: expect.stringMatching(why) as string },
    ]);
    expect(of(name)[0]?.source?.file).toBe('rules.yml');
  });
});

test('a recording rule without a result is reported, and a rule that fails', () => {
  expect(of('job:mistyped:rate1m')).toMatchObject([{ kind: 'rule-without-result', severity: 'error' }]);
  expect(of('ManyToMany')).toMatchObject([
    { kind: 'rule-fails', severity: 'error', why: expect.stringContaining('many') as string },
  ]);
});

test('alerts at the baseline are reported, one as counting 4xx responses', () => {
  expect(of('ClientErrors')).toMatchObject([
    {
      kind: 'alert-fires-at-baseline',
      severity: 'error',
      why: expect.stringContaining('http_response_status_code="404"') as string,
    },
  ]);
  expect(of('Watchdog')).toMatchObject([{ kind: 'alert-fires-at-baseline', severity: 'info' }]);
});

test('an alert that flaps is reported', () => {
  expect(of('Flickers')).toMatchObject([
    { kind: 'alert-flaps', severity: 'warning', message: expect.stringContaining('during flicker') as string },
  ]);
});

test('an alert that works has one episode and no finding', () => {
  expect([of('Errors'), of('KeptFiring')]).toEqual([[], []]);
  const [episode, ...others] = episodes.filter(({ alertname }) => alertname === 'Errors');
  expect(others).toEqual([]);
  const { pendingAt = 0, firingAt = 0, resolvedAt = 0 } = episode ?? {};
  expect((firingAt - pendingAt) / 1000).toBe(60);
  expect(pendingAt - start).toBeGreaterThan(480_000);
  expect(resolvedAt - start).toBeGreaterThan(660_000);
  const [kept] = episodes.filter(({ alertname }) => alertname === 'KeptFiring');
  // It is held for two minutes from the first evaluation at which its condition no longer holds.
  expect(kept).toMatchObject({ pendingAt, firingAt, resolvedAt: resolvedAt + 120_000 });
  expect(detected.find(({ alertname }) => alertname === 'Errors')).toMatchObject({
    during: 'errors at payment',
    detectMs: firingAt - (start + 481_000),
  });
});
