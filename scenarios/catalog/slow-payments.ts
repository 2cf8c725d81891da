import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const slowPayments = defineScenario({
  name: 'slow-payments',
  title: 'Slow payments',
  teaches: 'Latency of one service slows down every caller, while no request fails.',
  explanation: {
    does: 'Makes each charge of the payment service take two and a half seconds longer, for eight minutes.',
    see: [
      'ServiceLatencyHigh goes from inactive to pending, after five minutes to firing, and back to inactive.',
      'Every trace slower than a second is kept, by the policy slow.',
      'The alert on errors stays inactive: slow requests do not fail.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 35, product: 20, order: 30, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '8m',
  faults: [
    {
      fault: 'latency',
      target: { service: 'payment' },
      parameters: { ms: 2600, jitterMs: 300, seed: '$seed' },
      to: '8m',
    },
  ],
  expectations: [
    {
      type: 'metric',
      name: 'p99 of payment is as long as injected',
      query:
        'histogram_quantile(0.99, sum by (le) ' +
        '(rate(traces_span_metrics_duration_seconds_bucket{service_name="payment", ' +
        'span_kind="SPAN_KIND_SERVER"}[1m])))',
      tolerance: { min: 2, max: 5 },
      needsFault: true,
    },
    {
      type: 'alert-fires',
      name: 'the alert on latency fires and resolves',
      alertname: 'ServiceLatencyHigh',
      labels: { service_name: 'payment' },
    },
    { type: 'traces', name: 'every slow trace is kept', class: 'slow', atLeast: 20, policy: 'slow', needsFault: true },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 5, policy: 'order-placements' },
    { type: 'traces', name: '5% of the rest is kept', class: 'normal', atLeast: 150 },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'link', name: 'exemplars link to traces', link: 'exemplar-to-trace' },
    { type: 'link', name: 'traces link to logs', link: 'trace-to-logs' },
    { type: 'link', name: 'logs link to traces', link: 'log-to-trace' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '10m', probes: steadyProbes(alertNames) },
});
