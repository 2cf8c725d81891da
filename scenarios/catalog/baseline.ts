import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const baseline = defineScenario({
  name: 'baseline',
  title: 'Ordinary traffic',
  teaches:
    'What a healthy system looks like, and how metrics generated before sampling count the traces that sampling drops.',
  explanation: {
    does: 'Sends ordinary traffic through gateway, order and payment, and injects no fault.',
    see: [
      'The traces of all order placements are kept, and 5% of the rest.',
      'The request rate in Prometheus is that of the load, although most of its traces are dropped.',
      'An exemplar links to its trace, a trace to its log lines, a log line to its trace.',
      'All alerts stay inactive.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 40, product: 30, order: 15, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '5m',
  expectations: [
    {
      type: 'metric',
      name: 'span metrics count every request',
      query:
        'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[2m])) / ' +
        '$arrivals',
      tolerance: { min: 0.72, max: 1.28 },
    },
    {
      type: 'metric',
      name: 'the order service counts its orders',
      query: 'sum(rate(orders_created_total[2m])) / $arrivals',
      tolerance: { min: 0.06, max: 0.28 },
    },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'traces', name: '5% of the rest is kept', class: 'normal', atLeast: 150, policy: 'baseline' },
    { type: 'accounted', name: 'no trace is lost' },
    {
      type: 'logs',
      name: 'requests are logged',
      query: '{service_name="gateway"} | trace_id != ""',
      tolerance: { min: 100 },
    },
    { type: 'link', name: 'exemplars link to traces', link: 'exemplar-to-trace' },
    { type: 'link', name: 'traces link to logs', link: 'trace-to-logs' },
    { type: 'link', name: 'logs link to traces', link: 'log-to-trace' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on latency', alertname: 'ServiceLatencyHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
    { type: 'alert-quiet', name: 'no alert on a stalled export', alertname: 'OTelCollectorExportStalled' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
