import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const instrumented = ['gateway', 'order', 'inventory', 'shipping', 'payment'] as const;

export const polyglotTrace = defineScenario({
  name: 'polyglot-trace',
  title: 'One trace in three languages',
  teaches:
    'How W3C trace context joins services in Node.js, Python and Go, with their SQL and Redis spans and log lines.',
  explanation: {
    does: 'Sends ordinary traffic through all services, and injects no fault.',
    see: [
      'The trace of an order has spans of gateway, order and payment (Node.js), inventory (Python) and shipping (Go).',
      'In it are spans of PostgreSQL from two languages, and of Redis.',
      'Log lines of all three languages have the ids of their traces.',
      'It ends with the call to legacy, which has no OpenTelemetry.',
    ],
  },
  services: [...instrumented, 'legacy'],
  load: { arrivalsPerSecond: 12, routes: { browse: 25, product: 35, order: 30, 'read-order': 10 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '3m',
  expectations: [
    {
      type: 'trace-path',
      name: 'an order is one trace through all services',
      services: [...instrumented],
      databases: ['postgresql', 'redis'],
      atLeast: 5,
    },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'accounted', name: 'no trace is lost' },
    ...(['order', 'inventory', 'shipping'] as const).map((service) => ({
      type: 'logs' as const,
      name: `${service} logs with trace ids`,
      query: `{service_name="${service}"} | trace_id != ""`,
      tolerance: { min: 20 },
    })),
    {
      type: 'metric',
      name: 'the cache answers lookups',
      query: 'sum(rate(stock_lookups_total{cache_hit="true"}[1m])) / sum(rate(stock_lookups_total[1m]))',
      tolerance: { min: 0.05, max: 0.99 },
    },
    {
      type: 'metric',
      name: 'the Collector scrapes legacy',
      query: 'min(up{job="legacy"})',
      tolerance: { min: 1, max: 1 },
    },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on legacy', alertname: 'LegacyServiceDown' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
