import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const headSamplingLoss = defineScenario({
  name: 'head-sampling-loss',
  title: 'One service with a head sampler of its own',
  teaches:
    'Why every service must follow the sampling decision of its caller: a head sampler in one of them leaves ' +
    'incomplete traces, which no tail sampler can repair.',
  explanation: {
    does:
      'Makes the order service sample 25% of the traces by itself for four minutes, whatever the gateway decided: ' +
      'OTEL_TRACES_SAMPLER=traceidratio instead of parentbased_traceidratio.',
    see: [
      'The tail sampler keeps every order placement, as before: the gateway exports its spans.',
      'In three of four of them the spans of order and payment are missing: order did not sample them, and payment ' +
        'follows order.',
      'Span metrics count a quarter of the requests of order, because its other spans never reach the Collector.',
      'No alert fires, and the ledger has every trace: nothing but the incomplete traces shows the loss.',
    ],
  },
  load: { arrivalsPerSecond: 25, routes: { browse: 35, product: 25, order: 25, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '4m',
  faults: [{ fault: 'inconsistent-sampling', target: { service: 'order' }, parameters: { ratio: 0.25 }, to: '4m' }],
  expectations: [
    {
      type: 'metric',
      name: 'a quarter of the requests of order is traced',
      query:
        'sum(rate(traces_span_metrics_calls_total{service_name="order", span_kind="SPAN_KIND_SERVER"}[1m])) / ' +
        'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[1m]))',
      tolerance: { min: 0.15, max: 0.35 },
      needsFault: true,
    },
    {
      type: 'traces',
      name: 'orders are kept, but most are incomplete',
      class: 'payment',
      atLeast: 20,
      policy: 'order-placements',
      incomplete: { min: 0.4 },
      needsFault: true,
    },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
