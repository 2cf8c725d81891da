import { defineScenario } from '../scenario.ts';
import { steadyProbes } from './probes.ts';

export const legacyBlindSpot = defineScenario({
  name: 'legacy-blind-spot',
  title: 'A service without instrumentation',
  teaches: 'Where a trace ends when a service has no OpenTelemetry, and what its Prometheus metrics alone show.',
  explanation: {
    does: 'Kills the service legacy, which shipping calls, for four minutes: orders fail.',
    see: [
      'Traces of failed orders end in shipping, with an error of its call. No span and no log line is of legacy.',
      'The Collector scrapes legacy: up is 0, and LegacyServiceDown goes from inactive to pending, firing and back.',
      'ServiceErrorRateHigh blames shipping, order and gateway, which only pass the failure on.',
    ],
  },
  services: ['gateway', 'order', 'payment', 'shipping', 'legacy'],
  load: { arrivalsPerSecond: 12, routes: { browse: 35, product: 20, order: 35, 'read-order': 10 } },
  steadyState: { within: '5m', probes: steadyProbes(['LegacyServiceDown', 'ServiceErrorRateHigh']) },
  duration: '4m',
  faults: [{ fault: 'kill', target: { component: 'legacy' }, to: '4m' }],
  expectations: [
    {
      type: 'alert-fires',
      name: 'the alert on legacy fires and resolves',
      alertname: 'LegacyServiceDown',
      labels: { job: 'legacy' },
    },
    {
      type: 'metric',
      name: 'legacy has metrics, and is down',
      query: 'max(up{job="legacy"})',
      tolerance: { min: 0, max: 0 },
      needsFault: true,
    },
    { type: 'logs', name: 'legacy has no log line in Loki', query: '{service_name="legacy"}', tolerance: { max: 0 } },
    { type: 'traces', name: 'every error is kept', class: 'error', atLeast: 10, policy: 'errors', needsFault: true },
    {
      type: 'logs',
      name: 'shipping logs its errors',
      query: '{service_name="shipping"} | severity_text=~"(?i)error" | trace_id != ""',
      tolerance: { min: 10 },
      needsFault: true,
    },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '10m', probes: steadyProbes(['LegacyServiceDown', 'ServiceErrorRateHigh']) },
});
