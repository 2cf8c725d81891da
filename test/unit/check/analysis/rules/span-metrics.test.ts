import { expect, test } from 'vitest';
import { isOfTempo, spanMetric } from '../../../../../check/analysis/rules/span-metrics.ts';

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
