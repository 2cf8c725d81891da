import { expect, test } from 'vitest';
import { derivedMetrics } from '../../../../check/analysis/collector/derived-metrics.ts';

const gates = ['connector.spanmetrics.legacyMetricNames'];

test.each<[string, object | null, readonly string[], string, string[], string[]]>([
  ['default', null, [], 'traces_span_metrics_', ['traces_span_metrics_calls_total'], ['calls_total']],
  ['gate', null, gates, '', ['calls_total', 'duration_milliseconds_bucket'], ['up', 'http_calls_total']],
  ['default by name', { namespace: 'traces.span.metrics' }, gates, '', ['calls_total'], ['traces_span_metrics_calls']],
  ['own', { namespace: 'shop' }, gates, 'shop_', ['shop_calls_total', 'shop_events_total'], ['shop_orders_total']],
  ['empty', { namespace: '' }, [], '', ['calls_total'], ['traces_span_metrics_calls_total']],
])('the names of span metrics with the namespace: %s', (_, settings, on, prefix, own, others) => {
  const { prefix: start, makes } = derivedMetrics('span_metrics', settings, { gates: on });
  expect(start).toBe(prefix);
  expect(own.filter((name) => !makes(name))).toEqual([]);
  expect(others.filter(makes)).toEqual([]);
});

test('a gate that is off is not on', () => {
  expect(derivedMetrics('span_metrics', {}, { gates: [`-${gates.join('')}`] }).prefix).toBe('traces_span_metrics_');
});
