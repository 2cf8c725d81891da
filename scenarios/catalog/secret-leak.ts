import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const marker = '[REDACTED]';
const secrets = { token: '$token', password: '$password' };

export const secretLeak = defineScenario({
  name: 'secret-leak',
  title: 'Secrets in telemetry',
  teaches: 'In how many places a secret in a URL ends up, and how the Collector redacts all of them.',
  explanation: {
    does:
      'Plants known secrets: in the query of incoming requests, and in the URLs of the calls that gateway and ' +
      'order make, which they also log.',
    see: [
      'None of them is in Jaeger, Loki or Prometheus: not in any attribute, event, message, name, line, label or ' +
        'exemplar.',
      '[REDACTED] is in their place in every trace that contained them.',
    ],
  },
  load: {
    arrivalsPerSecond: 25,
    routes: { browse: 30, product: 25, order: 30, 'read-order': 15 },
    plantSecrets: { every: 2 },
  },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '3m',
  faults: [
    { fault: 'secret-in-url', target: { service: 'gateway' }, parameters: secrets, to: '3m' },
    { fault: 'secret-in-url', target: { service: 'order' }, parameters: secrets, to: '3m' },
  ],
  expectations: [
    { type: 'no-leak', name: 'no secret in traces', backend: 'jaeger', marker },
    { type: 'no-leak', name: 'no secret in logs', backend: 'loki', marker },
    { type: 'no-leak', name: 'no secret in metrics and exemplars', backend: 'prometheus' },
    {
      type: 'logs',
      name: 'the calls with secrets were logged',
      query: '{service_name=~"gateway|order"} |= "calling" |= "token="',
      tolerance: { min: 20 },
      needsFault: true,
    },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
