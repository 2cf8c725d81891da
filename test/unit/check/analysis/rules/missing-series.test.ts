import { describe, expect, test } from 'vitest';
import { explainSelector } from '../../../../../check/analysis/rules/missing-series.ts';
import { parseExpression, selectorsOf } from '../../../../../check/analysis/rules/promql/expression.ts';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import type { Rule } from '../../../../../check/inputs/rules/rule.ts';
import { explain, queries } from './stored-series.ts';

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
    [
      'http_server_request_duration_seconds_count{http_response_status_code="5xx"}',
      'error',
      /the values of http_response_status_code are 200, 201\.$/,
      /=~"5\.\."/,
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
