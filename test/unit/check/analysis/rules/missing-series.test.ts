import { describe, expect, test } from 'vitest';
import { explainSelector } from '../../../../../check/analysis/rules/missing-series.ts';
import { nearestMetrics } from '../../../../../check/analysis/rules/nearest-metrics.ts';
import { parseExpression, selectorsOf } from '../../../../../check/analysis/rules/promql/expression.ts';
import { labelsIn } from '../../../../../check/analysis/rules/promql/parts.ts';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import { isOfTempo, spanMetric } from '../../../../../check/analysis/rules/span-metrics.ts';
import type { Rule } from '../../../../../check/inputs/rules/rule.ts';
import type { Timeline } from '../../../../../check/run/timeline.ts';

const timeline: Timeline = { start: 0, end: 1, baseline: { start: 0, end: 1 }, faults: [] };

/** Series by name; a matcher of the form `a="b"` or `a=~"b"` is matched against them. */
const stored: Record<string, string>[] = [
  {
    __name__: 'http_server_request_duration_seconds_bucket',
    http_response_status_code: '200',
    service_name: 'payment',
  },
  { __name__: 'http_server_request_duration_seconds_count', http_response_status_code: '200', service_name: 'payment' },
  { __name__: 'http_server_request_duration_seconds_count', http_response_status_code: '201', service_name: 'order' },
  { __name__: 'http_client_request_duration_seconds_count', http_response_status_code: '200' },
  { __name__: 'traces_span_metrics_calls_total', status_code: 'STATUS_CODE_UNSET', span_kind: 'SPAN_KIND_SERVER' },
  { __name__: 'otelcol_receiver_accepted_spans', receiver: 'otlp' },
  { __name__: 'otelcol_processor_incoming_items', processor: 'batch' },
  { __name__: 'up', job: 'otel-collector' },
  { __name__: 'scrape_duration_seconds', job: 'otel-collector' },
  { __name__: 'orders_created_total' },
  { __name__: 'service:x:sum', service_name: 'order' },
];

function matches(labels: Record<string, string>, selector: string): boolean {
  const parsed = parseExpression(selector);
  const [asked] = parsed ? selectorsOf(parsed) : [];
  if (!asked || (asked.metric !== undefined && labels.__name__ !== asked.metric)) return false;
  return asked.matchers.every(({ label, operator, value }) => {
    const hit = operator.endsWith('~')
      ? new RegExp(`^(?:${value})$`).test(labels[label] ?? '')
      : labels[label] === value;
    return operator.startsWith('!') ? !hit : hit;
  });
}

const none = (): Promise<never[]> => Promise.resolve([]);
const queries = new RunQueries(
  {
    query: none,
    queryRange: none,
    samples: none,
    ruleHealth: none,
    series: (selector) => Promise.resolve(stored.filter((labels) => matches(labels, selector))),
    labelValues: () => Promise.resolve([...new Set(stored.map(({ __name__ = '' }) => __name__))]),
  },
  timeline,
);

async function explain(text: string, rules: Rule[] = []): Promise<Reason | undefined> {
  const expression = parseExpression(text);
  const [selector] = expression ? selectorsOf(expression) : [];
  if (!selector) throw new Error(`no selector in ${text}`);
  return explainSelector(selector, { queries, rules }, expression ? labelsIn(expression) : []);
}

test.each([
  'up',
  'rate(up[5m])',
  '{__name__="up"}',
  'up{job="otel-collector"} offset 5m',
  '{__name__=~"u.*", job!=""}',
])('%s is there', async (text) => {
  expect(await explain(text)).toBeUndefined();
});

describe('a missing series is reported with what exists', () => {
  test.each<[string, Reason['severity'], RegExp, RegExp | undefined]>([
    [
      'http_server_request_duration_milliseconds_bucket',
      'error',
      /nearest existing name is http_server_request_duration_seconds_bucket\.$/,
      /Use/,
    ],
    ['http_server_requests_duration_seconds_count', 'error', /is http_server_request_duration_seconds_count\.$/, /Use/],
    [
      'otel_http_server_request_duration_seconds_count',
      'error',
      /is http_server_request_duration_seconds_count\.$/,
      /Use/,
    ],
    ['orders_created', 'error', /is orders_created_total\.$/, /Use/],
    ['order_created_totl', 'error', /is orders_created_total\.$/, /Use/],
    [
      'http_requests_total{http_response_status_code=~"5.."}',
      'error',
      /counts requests in the histogram/,
      /http_server_request_duration_seconds_count/,
    ],
    [
      'sum by (le, http_route) (rate(http_request_duration_seconds_bucket[5m]))',
      'error',
      /labels are those of OpenTelemetry/,
      /Use http_server_request_duration_seconds_bucket/,
    ],
    ...[
      'http_request_duration_seconds_bucket{handler="/orders",code="500"}',
      'http_request_duration_ms_bucket',
      'http_requests_total{status=~"5.."}',
      'http_server_requests_total{outcome="error"}',
      'request_duration_seconds_count{status_code="500"}',
    ].map((text): [string, Reason['severity'], RegExp, undefined] => [
      text,
      'info',
      /nothing in this traffic counts requests by this name; its services send http_server_request_duration_seconds\./,
      undefined,
    ]),
    ['app_http_request_duration_seconds_count', 'info', /nothing in this traffic has app_/, undefined],
    ['otelcol_processor_dropped_spans_total', 'error', /since 0\.110.*otelcol_exporter_send_failed_\*/, undefined],
    [
      'http_server_duration_milliseconds_count',
      'error',
      /use seconds/,
      /^Use http_server_request_duration_seconds_count\.$/,
    ],
    ['created_total', 'info', /nothing in this traffic has created_\*/, undefined],
    ['shop_scrape_duration_seconds', 'info', /nothing in this traffic has shop_\*/, undefined],
    [
      'span_metrics_calls_total',
      'error',
      /the namespace of the span metrics connector is traces\.span\.metrics here/,
      /^Use traces_span_metrics_calls_total\.$/,
    ],
    ['pg_up', 'info', /nothing in this traffic has pg_\*/, undefined],
    ['http_requests_total{job=~"thanos-.*"}', 'info', /: nothing in this traffic has job=~"thanos-\.\*"\.$/, undefined],
    ['http_server_requests_seconds_count', 'info', /has the metrics of Micrometer/, undefined],
    ['calls_total', 'error', /namespace of the span metrics connector/, /traces_span_metrics_calls_total/],
    [
      'otelcol_exporter_send_failed_spans_total',
      'error',
      /without the suffix _total.*would be otelcol_exporter_send_failed_spans, /,
      undefined,
    ],
    ['otelcol_exporter_send_failed_spans', 'info', /only after such a failure/, undefined],
    ['{__name__=~"otelcol_exporter_send_failed_spans(_total)?"}', 'info', /only after a failure/, undefined],
    ['node_cpu_seconds_total', 'info', /nothing in this traffic has node_\*/, undefined],
    ['otelcol_process_memory_rss', 'info', /does not measure its own process/, undefined],
    ['orders_backlog_age', 'info', /no existing name is similar/, undefined],
    ['kube_pod_container_status_restarts_total', 'info', /kube_\*/, undefined],
    ['container_memory_working_set_bytes', 'info', /container_\*/, undefined],
    ['mysql_global_status_connections', 'info', /mysql_\*/, undefined],
    ['up{job="node"}', 'info', /the values of job are otel-collector/, undefined],
    [
      'http_server_request_duration_seconds_count{http_status_code="500"}',
      'error',
      /label http_status_code; it has http_response_status_code/,
      /Use http_response_status_code/,
    ],
    [
      'http_server_request_duration_seconds_count{service_name="paymnt"}',
      'error',
      /values.*order, payment/,
      /service_name="payment"/,
    ],
    [
      'http_server_request_duration_seconds_count{service_name="frontend-web"}',
      'info',
      /values.*order, payment/,
      undefined,
    ],
    [
      'http_server_request_duration_seconds_count{http_response_status_code=~"5.."}',
      'info',
      /Nothing of this kind happened/,
      undefined,
    ],
    [
      'http_server_request_duration_seconds_count{http_response_status_code="201",service_name="payment"}',
      'info',
      /with service_name="payment" has http_response_status_code="201": no fault of this schedule causes that/,
      /inject a fault/,
    ],
    [
      'apiserver_request_duration_seconds_bucket{verb!="WATCH"}',
      'info',
      /nothing in this traffic has apiserver_/,
      undefined,
    ],
    ['tempo_memcache_request_duration_seconds_count', 'info', /nothing in this traffic has tempo_/, undefined],
    ['ALERTS{alertstate="firing"}', 'info', /no such alert was pending or firing/, undefined],
    ...[
      ['code', 'http_response_status_code'],
      ['status', 'http_response_status_code'],
    ].map(([label = '', now = '']): [string, Reason['severity'], RegExp, RegExp] => [
      `http_server_request_duration_seconds_count{${label}="500"}`,
      'error',
      new RegExp(`label ${label}; it has ${now}`),
      /Use http_response_status_code/,
    ]),
    ['http_server_request_duration_seconds_count{tenant="acme"}', 'info', /has the label tenant\.$/, /traffic file/],
    [
      'http_server_request_duration_seconds_count{servce_name="payment"}',
      'error',
      /it has service_name/,
      /Use service_name/,
    ],
    [
      'traces_span_metrics_calls_total{status_code="ERROR"}',
      'error',
      /values of status_code are STATUS_CODE_UNSET/,
      undefined,
    ],
    [
      'traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"}',
      'info',
      /Nothing of this kind happened/,
      undefined,
    ],
    [
      'traces_span_metrics_calls_total{span_kind="server"}',
      'error',
      /SPAN_KIND_SERVER/,
      /span_kind="SPAN_KIND_SERVER"/,
    ],
  ])('%s', async (text, severity, message, hint) => {
    const reason = await explain(text);
    expect(reason).toMatchObject({ severity, message: expect.stringMatching(message) as string });
    if (hint) expect(reason?.hint ?? reason?.advice).toMatch(hint);
  });
});

const recordingRule = (name: string, expr: string): Rule => ({
  ...{ kind: 'record', name, expr, group: 'g', forMs: 0, keepFiringForMs: 0, labels: {}, intervalMs: 1 },
  source: { file: 'r.yml', line: 4 },
});

test.each<[string, Reason['severity'], RegExp]>([
  [
    'sum by (service_name) (x)',
    'error',
    /the recording rule \(r\.yml:4\) aggregates it away, and keeps service_name\.$/,
  ],
  ['sum by (service_name, team) (x)', 'info', /has the label team\.$/],
  ['sum without (instance) (x)', 'info', /has the label team\.$/],
  ['topk(5, x)', 'info', /has the label team\.$/],
  ['x', 'info', /has the label team\.$/],
])(
  'a label that a recorded metric lacks is blamed on its rule only if that drops it: %s',
  async (expr, severity, why) => {
    const reason = await explain('service:x:sum{team="a"}', [recordingRule('service:x:sum', expr)]);
    expect(reason).toMatchObject({ severity, message: expect.stringMatching(why) as string });
  },
);

test('a recorded metric leads to its rule', async () => {
  const rule = recordingRule('job:x:rate5m', 'y');
  expect((await explain('job:x:rate5m', [rule]))?.message).toBe(
    'The recording rule job:x:rate5m (r.yml:4) has no result.',
  );
});

test('names that share only unit and type are not similar', () => {
  expect(
    nearestMetrics('node_network_receive_bytes_total', ['app_sent_bytes_total', 'http_client_request_body_size_bytes']),
  ).toEqual([]);
  expect(nearestMetrics('mysql_query_duration_seconds_sum', ['http_server_request_duration_seconds_sum'])).toEqual([]);
});

test.each([
  ['calls_total', ['span_metrics_calls_total'], 'span_metrics_calls_total', /connector is span\.metrics here/],
  ['traces_spanmetrics_calls_total', ['calls_total'], 'calls_total', /no namespace here/],
  [
    'traces_spanmetrics_latency_bucket',
    ['traces_spanmetrics_calls_total'],
    'traces_spanmetrics_duration',
    /names this histogram duration/,
  ],
  ['calls_total', ['up'], 'traces_span_metrics_calls_total', /no span metrics reach Prometheus/],
])('the span metric %s has the namespace that exists: %j', (asked, known, name, why) => {
  const instead = spanMetric(asked, known);
  expect(instead?.name).toBe(name);
  expect(instead?.why).toMatch(why);
});

test('other metrics, and span metrics in another unit, have no other name', () => {
  expect(spanMetric('http_calls', [])).toBeUndefined();
  const known = ['traces_span_metrics_calls_total', 'traces_span_metrics_duration_milliseconds_bucket'];
  expect(spanMetric('traces_span_metrics_duration_seconds_bucket', known)).toBeUndefined();
});

test('a metric of Tempo is no mistake, unless the Collector produces the same under another name', () => {
  expect(isOfTempo('traces_spanmetrics_latency_bucket', ['up'])).toBe(true);
  expect(isOfTempo('traces_spanmetrics_latency_bucket', ['traces_span_metrics_calls_total'])).toBe(false);
  expect(isOfTempo('traces_service_graph_request_total', ['traces_span_metrics_calls_total'])).toBe(true);
  expect(isOfTempo('calls_total', ['up'])).toBe(false);
});

test('a pattern for counters of the Collector that no component has is info', async () => {
  const reason = await explain('{__name__=~"otelcol_processor_tail_sampling_count_traces_sampled(_total)?"}');
  expect(reason).toMatchObject({ severity: 'info' });
  expect(reason?.message).toContain('no component of this Collector counts it');
});

test.each<[string, Reason['severity'], RegExp]>([
  ['{__name__=~"otelcl_.*"}', 'error', /names with otelcol_ exist/],
  ['{__name__=~"node_.*"}', 'info', /nothing in this traffic has such a name/],
  ['{__name__=~".+:errors:ratio_rate5m"}', 'info', /nothing in this traffic has such a name/],
  ['{__name__=~"orders_created|order_created"}', 'error', /is orders_created_total/],
  ['{__name__=~"(orders_created|http_requests_total)"}', 'info', /counts requests by this name/],
  ['{job="api",instance=~"a.*"}', 'info', /nothing in this traffic has these labels/],
])('the pattern %s is %s', async (text, severity, message) => {
  expect(await explain(text)).toMatchObject({ severity, message: expect.stringMatching(message) as string });
});

test('a service graph without a connector is reported as generated by Tempo', async () => {
  expect((await explain('traces_service_graph_request_total'))?.message).toContain("Tempo's metrics generator");
});

test('in the demo traffic a similar name may be one of the user: info; in their own traffic it is a typo', async () => {
  const [selector] = selectorsOf(
    parseExpression('http_server_request_duration_seconds_count{service_name="orders"}') ?? never(),
  );
  if (!selector) throw new Error('no selector');
  expect((await explainSelector(selector, { queries, rules: [], isDemo: true }))?.severity).toBe('info');
  expect((await explainSelector(selector, { queries, rules: [] }))?.severity).toBe('error');
});

function never(): never {
  throw new Error('it can be parsed');
}
