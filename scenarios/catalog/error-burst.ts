import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const errorBurst = defineScenario({
  name: 'error-burst',
  title: 'A burst of errors',
  teaches: 'How an alert on the error rate fires and resolves, and how tail sampling keeps every error.',
  explanation: {
    does:
      'Makes the payment service fail most charges for four minutes, so that placing orders fails, and makes ' +
      'the order service fail half of its product pages.',
    see: [
      'ServiceErrorRateHigh goes from inactive to pending, after two minutes to firing, and back to inactive once ' +
        'the fault is gone.',
      'Every trace with a 5xx response is kept, by the policy errors, and 5% of the ordinary ones.',
      'The payment service logs its errors with their trace ids.',
    ],
  },
  load: { arrivalsPerSecond: 30, routes: { browse: 35, product: 20, order: 30, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '4m',
  faults: [
    {
      fault: 'error-rate',
      target: { service: 'payment' },
      parameters: { rate: 0.8, status: 500, seed: '$seed' },
      to: '4m',
    },
    {
      // Failed order placements are also kept as placements: only other errors show that the policy for errors works.
      fault: 'error-rate',
      target: { service: 'order' },
      parameters: { rate: 0.5, status: 503, routes: ['GET /products/:id'], seed: '$seed' },
      to: '4m',
    },
  ],
  expectations: [
    {
      type: 'metric',
      name: 'payment fails as often as injected',
      query:
        'sum(rate(traces_span_metrics_calls_total{service_name="payment", span_kind="SPAN_KIND_SERVER", ' +
        'status_code="STATUS_CODE_ERROR"}[1m])) / ' +
        'sum(rate(traces_span_metrics_calls_total{service_name="payment", span_kind="SPAN_KIND_SERVER"}[1m]))',
      tolerance: { min: 0.65, max: 0.95 },
      needsFault: true,
    },
    {
      type: 'alert-fires',
      name: 'the alert on errors fires and resolves',
      alertname: 'ServiceErrorRateHigh',
      labels: { service_name: 'payment' },
    },
    { type: 'traces', name: 'every error is kept', class: 'error', atLeast: 20, policy: 'errors', needsFault: true },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 5, policy: 'order-placements' },
    { type: 'traces', name: '5% of the rest is kept', class: 'normal', atLeast: 150 },
    { type: 'accounted', name: 'no trace is lost' },
    {
      type: 'logs',
      name: 'payment logs its errors',
      query: '{service_name="payment"} | severity_text="error" | trace_id != ""',
      tolerance: { min: 20 },
      needsFault: true,
    },
    { type: 'link', name: 'exemplars link to traces', link: 'exemplar-to-trace' },
    { type: 'link', name: 'traces link to logs', link: 'trace-to-logs' },
    { type: 'link', name: 'logs link to traces', link: 'log-to-trace' },
    { type: 'alert-quiet', name: 'no alert on latency', alertname: 'ServiceLatencyHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '10m', probes: steadyProbes(alertNames) },
});
