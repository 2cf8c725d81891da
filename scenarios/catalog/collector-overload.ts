import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const collectorOverload = defineScenario({
  name: 'collector-overload',
  title: 'More telemetry than the Collector holds',
  teaches:
    'That a Collector with a memory limit refuses rather than dies, that it says so, and that services do not feel it.',
  explanation: {
    does: 'Lets another service send the Collector sixty megabytes a second for three minutes: spans with whole requests in them, of traces that never end.',
    see: [
      'The sampler holds every trace until its decision, so that memory grows until the memory limiter refuses: the senders are answered 503.',
      'OTelCollectorDropping fires with the reason "refused at the receiver", and resolves once the flood is over.',
      'The services answer as before: none of their requests fails for want of telemetry.',
      'Their SDKs try again. What they had to give up is known by number; nothing else is missing.',
    ],
  },
  load: { arrivalsPerSecond: 20, routes: { browse: 40, product: 30, order: 15, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '3m',
  faults: [
    {
      fault: 'telemetry-flood',
      target: { component: 'otel-collector' },
      parameters: { requestsPerSecond: 30, spansPerRequest: 32, bytesPerSpan: 65_536 },
      to: '3m',
    },
  ],
  expectations: [
    {
      type: 'alert-life',
      name: 'the alert on lost telemetry fires and resolves',
      alertname: 'OTelCollectorDropping',
      labels: { reason: 'refused at the receiver' },
    },
    { type: 'refused', name: 'what is refused is counted', atLeast: 100 },
    { type: 'load', name: 'the services answer as before', maxErrors: 0, quantile: 0.95, maxMs: 1000 },
    {
      type: 'traces',
      name: 'orders are kept, but for what was refused',
      class: 'payment',
      atLeast: 20,
      policy: 'order-placements',
      orRefused: true,
    },
    { type: 'accounted', name: 'nothing is lost that nobody knows of' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
  ],
  recovery: { within: '10m', probes: steadyProbes(alertNames) },
});
