import type { Probe } from '../scenario.ts';

const gatewayShare =
  'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[1m])) / $arrivals';

/** A healthy stack: requests succeed and are fast, Prometheus has their metrics, and no alert is active. */
export function steadyProbes(alerts: readonly string[]): Probe[] {
  return [
    { type: 'healthy' },
    { type: 'load-errors', max: 0 },
    { type: 'load-latency', quantile: 0.95, maxMs: 800 },
    { type: 'metric', name: 'share of the requests in span metrics', query: gatewayShare, tolerance: { min: 0.2 } },
    ...alerts.map((alertname): Probe => ({ type: 'alert-inactive', alertname })),
  ];
}

export const alertNames = [
  'ServiceErrorRateHigh',
  'ServiceLatencyHigh',
  'OTelCollectorDropping',
  'OTelCollectorExportStalled',
] as const;
