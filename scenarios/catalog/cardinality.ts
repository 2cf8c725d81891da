import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const series = 'count(requests_by_session_total{service_name="order"})';

export const cardinality = defineScenario({
  name: 'cardinality',
  title: 'A metric attribute without bounds',
  teaches:
    'What one attribute with an id as its value costs: a series per value, in the service, in the Collector and in ' +
    'Prometheus, and they stay after the mistake is corrected.',
  explanation: {
    does: 'Makes order count its requests by session.id for four minutes, with a new value for each request.',
    see: [
      'The metric requests_by_session_total has a series for each request: ' +
        'topk(3, count by (__name__) ({service_name="order"})) finds it.',
      'The export of order grows with each interval, as a cumulative counter sends every series again.',
      'The series stay after the fault: the SDK keeps each one until the service restarts. It stops at 2000 per metric, ' +
        'and counts the rest in one with otel_metric_overflow="true".',
      'No request fails and no alert fires.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 40, product: 40, order: 10, 'read-order': 10 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '4m',
  faults: [{ fault: 'cardinality-explosion', target: { service: 'order' }, parameters: { seed: '$seed' }, to: '4m' }],
  expectations: [
    {
      type: 'metric',
      name: 'the metric has a series per request',
      query: series,
      tolerance: { min: 100 },
      needsFault: true,
    },
    {
      type: 'metric',
      name: 'its series stay after the fault',
      query: series,
      tolerance: { min: 100 },
      phase: 'after',
      needsFault: true,
    },
    {
      type: 'metric',
      name: 'another metric of order has few series',
      query: 'count(orders_created_total{service_name="order"})',
      tolerance: { max: 10 },
    },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
