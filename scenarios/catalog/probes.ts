import type { Probe } from '../scenario.ts';

const gatewayRate =
  'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[1m]))';

/** A healthy stack: requests succeed and are quick, Prometheus sees them, and no alert is active. */
export function steadyProbes(alerts: readonly string[]): Probe[] {
  return [
    { type: 'healthy' },
    { type: 'load-errors', max: 0 },
    { type: 'load-latency', quantile: 0.95, maxMs: 800 },
    { type: 'metric', name: 'requests per second by span metrics', query: gatewayRate, tolerance: { min: 5 } },
    ...alerts.map((alertname): Probe => ({ type: 'alert-inactive', alertname })),
  ];
}

export const alertNames = [
  'ServiceErrorRateHigh',
  'ServiceLatencyHigh',
  'OTelCollectorDropping',
  'OTelCollectorExportStalled',
] as const;
