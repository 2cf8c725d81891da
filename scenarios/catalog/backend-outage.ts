import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const queue = 'otelcol_exporter_queue_size{exporter="otlp_http/jaeger"}';

export const backendOutage = defineScenario({
  name: 'backend-outage',
  title: 'The trace store is unreachable',
  teaches:
    'An outage of a backend is visible in the exporter queue before any failure counter, and nothing is lost while ' +
    'the queue has room.',
  explanation: {
    does:
      'Disconnects Jaeger from the network for four minutes, while a few requests fail as in any production ' +
      'system.',
    see: [
      'The queue of the exporter to Jaeger grows, and OTelCollectorExportStalled fires, while nothing counts as ' +
        'failed.',
      'Once Jaeger is back the queue drains within seconds, and the alert resolves.',
      'Every trace that must be kept is there and complete, including those of the outage; OTelCollectorDropping ' +
        'stays inactive.',
    ],
  },
  load: { arrivalsPerSecond: 30, routes: { browse: 30, product: 35, order: 20, 'read-order': 15 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '4m',
  faults: [
    { fault: 'disconnect', target: { component: 'jaeger' }, to: '4m' },
    {
      // Too few for an alert, but enough to look for errors from the time of the outage.
      fault: 'error-rate',
      target: { service: 'order' },
      parameters: { rate: 0.08, status: 503, routes: ['GET /products/:id'], seed: '$seed' },
      to: '4m',
    },
  ],
  expectations: [
    {
      type: 'metric',
      name: 'spans wait in the queue',
      query: `sum(${queue})`,
      tolerance: { min: 150 },
      needsFault: true,
    },
    {
      type: 'alert-fires',
      name: 'the alert on the stalled export fires and resolves',
      alertname: 'OTelCollectorExportStalled',
      labels: { exporter: 'otlp_http/jaeger' },
    },
    { type: 'traces', name: 'every error is kept', class: 'error', policy: 'errors', needsFault: true },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'traces', name: '5% of the rest is kept', class: 'normal', atLeast: 150 },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'metric', name: 'the queue has drained', query: `sum(${queue})`, tolerance: { max: 0 }, phase: 'after' },
    { type: 'link', name: 'logs link to traces', link: 'log-to-trace' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '10m', probes: steadyProbes(alertNames) },
});
