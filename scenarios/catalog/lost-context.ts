import { defineScenario, type Probe } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const edge = 'sum(rate(traces_service_graph_request_total{client="gateway", server="order"}[1m]))';

const probes: Probe[] = [
  ...steadyProbes(alertNames),
  { type: 'metric', name: 'edge from gateway to order', query: edge, tolerance: { min: 1 } },
];

export const lostContext = defineScenario({
  name: 'lost-context',
  title: 'A service that does not pass on the trace context',
  teaches:
    'What one call without the header traceparent costs: the trace breaks in two, and each part is sampled on its own.',
  explanation: {
    does:
      'Makes the gateway call order without traceparent for four minutes, as a proxy that removes unknown headers ' +
      'or an HTTP client without instrumentation does.',
    see: [
      'The tail sampler keeps the trace of every order placement, but with the spans of the gateway alone.',
      'The spans of order and payment are in other traces, which begin in order. Their log lines have those trace ids.',
      'The service graph loses the edge from gateway to order.',
      'No request fails and no alert fires.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 35, product: 25, order: 25, 'read-order': 15 } },
  steadyState: { within: '5m', probes },
  duration: '4m',
  faults: [{ fault: 'lost-context', target: { service: 'gateway' }, to: '4m' }],
  expectations: [
    {
      type: 'metric',
      name: 'the service graph loses the edge from gateway to order',
      query: `${edge} or vector(0)`,
      tolerance: { max: 0.5 },
      needsFault: true,
    },
    {
      type: 'traces',
      name: 'orders are kept, without the spans behind the gateway',
      class: 'payment',
      atLeast: 20,
      policy: 'order-placements',
      incomplete: { min: 0.6 },
      needsFault: true,
    },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes },
});
