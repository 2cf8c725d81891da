import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const collectorOverload = defineScenario({
  name: 'collector-overload',
  title: 'More telemetry than the Collector can process',
  teaches:
    'A Collector with a memory limit refuses data instead of crashing, reports what it refuses, and does not affect ' +
    'the services.',
  explanation: {
    does:
      'Sends the Collector 60 MB/s of spans from another service for three minutes: large spans of traces whose ' +
      'root never arrives.',
    see: [
      'The sampler keeps every trace in memory until its decision, so memory grows until the memory limiter refuses ' +
        'data: the Collector responds with 503.',
      'OTelCollectorDropping fires with the reason "refused at the receiver", and resolves once the flood is over.',
      'The services respond as before: none of their requests fails because telemetry is refused.',
      'Their SDKs retry. The spans that they drop in the end are counted; nothing else is missing.',
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
      type: 'alert-fires',
      name: 'the alert on lost telemetry fires and resolves',
      alertname: 'OTelCollectorDropping',
      labels: { reason: 'refused at the receiver' },
    },
    { type: 'refused', name: 'refused spans are counted', atLeast: 100 },
    { type: 'load', name: 'the services respond as before', maxErrors: 0, latency: { quantile: 0.95, maxMs: 1000 } },
    {
      type: 'traces',
      name: 'orders are kept, except for refused ones',
      class: 'payment',
      atLeast: 20,
      policy: 'order-placements',
      orRefused: true,
    },
    { type: 'accounted', name: 'every loss is accounted for' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
  ],
  recovery: { within: '10m', probes: steadyProbes(alertNames) },
});
