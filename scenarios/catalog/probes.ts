import type { Probe } from '../scenario.ts';

const gatewayShare =
  'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[1m])) / ' +
  '$sampledArrivals';

export interface SteadyLimits {
  /** The share of requests that may fail, 0 to 1. */
  maxErrors: number;
  p95Ms: number;
  alerts: readonly string[];
}

/** A healthy stack: requests succeed and are fast, Prometheus has their metrics, and no alert is active. */
export function steadyProbes(alerts: readonly string[]): Probe[] {
  return shopSteadyProbes({ maxErrors: 0, p95Ms: 800, alerts });
}

/** The same with these limits of the load. */
export function shopSteadyProbes({ maxErrors, p95Ms, alerts }: SteadyLimits): Probe[] {
  return [
    { type: 'healthy' },
    { type: 'load-errors', max: maxErrors },
    { type: 'load-latency', quantile: 0.95, maxMs: p95Ms },
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
