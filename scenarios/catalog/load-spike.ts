import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const arriving =
  'sum(rate(traces_span_metrics_calls_total{service_name="gateway", span_kind="SPAN_KIND_SERVER"}[1m])) / $arrivals';
/** All orders and 5% of the rest are kept, 0.24 per request: 1.2 when five times as many arrive. */
const kept = 'sum(rate(otelcol_processor_tail_sampling_global_count_traces_sampled{sampled="true"}[1m])) / $arrivals';

export const loadSpike = defineScenario({
  name: 'load-spike',
  title: 'Five times the load',
  teaches:
    'What a spike of healthy requests does: ratios stay the same, so alerts on them stay quiet, while everything that ' +
    'is kept as a share grows with the load.',
  explanation: {
    does: 'Sends five times as many requests for four minutes. No service has a fault.',
    see: [
      'No alert on errors fires, as the share of errors does not change. Only an absolute number shows the spike: ' +
        'requests per second.',
      'The policy baseline keeps 5% of more traces, and every order is kept: Jaeger receives five times as many ' +
        'traces. Only a policy with a limit, such as rate_limiting, bounds that.',
      'The tail sampler holds five times as many traces until it decides ' +
        '(otelcol_processor_tail_sampling_sampling_traces_on_memory): num_traces has to suffice for the spike, not for ' +
        'the average.',
    ],
  },
  load: { arrivalsPerSecond: 6, routes: { browse: 35, product: 35, order: 20, 'read-order': 10 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '4m',
  faults: [{ fault: 'load-spike', target: { load: true }, parameters: { factor: 5 }, to: '4m' }],
  expectations: [
    {
      type: 'metric',
      name: 'several times as many requests arrive',
      query: arriving,
      tolerance: { min: 3 },
      needsFault: true,
    },
    {
      type: 'metric',
      name: 'several times as many traces are kept',
      query: kept,
      tolerance: { min: 0.7 },
      needsFault: true,
    },
    { type: 'traces', name: 'every order is kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'traces', name: 'the share of the rest is the usual one', class: 'normal', policy: 'baseline' },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
