/** Queries to begin with. `$window` is a minute in production, divided by the pace. */
const examples = [
  [
    'Requests/s by service',
    'sum by (service_name) (rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}[$window]))',
  ],
  [
    'Share of errors by service',
    'sum by (service_name) (rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_ERROR"}[$window])) / sum by (service_name) (rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}[$window]))',
  ],
  [
    'p99 latency by service',
    'histogram_quantile(0.99, sum by (service_name, le) (rate(traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER"}[$window])))',
  ],
  [
    'Traces sampled/s by policy',
    'sum by (policy) (rate(otelcol_processor_tail_sampling_count_traces_sampled_total{sampled="true"}[$window]))',
  ],
  ['Spans received/s by the Collector', 'sum(rate(otelcol_receiver_accepted_spans_total[$window]))'],
  ['Memory of the Collector', 'otelcol_process_memory_rss_bytes'],
] as const;

/** Name and query of each example, for a sandbox with this pace. */
export function exampleQueries(pace: number): readonly (readonly [name: string, query: string])[] {
  const window = `${Math.max(5, Math.round(60 / pace))}s`;
  return examples.map(([name, query]) => [name, query.replaceAll('$window', window)] as const);
}
