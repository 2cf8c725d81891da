import { defineScenario, type Probe } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

const hitRatio =
  '(sum(rate(stock_lookups_total{cache_hit="true"}[1m])) or vector(0)) / sum(rate(stock_lookups_total[1m]))';

const probes: Probe[] = [
  ...steadyProbes(alertNames),
  { type: 'metric', name: 'share of cache hits', query: hitRatio, tolerance: { min: 0.05 } },
];

export const cacheOutage = defineScenario({
  name: 'cache-outage',
  title: 'The cache is down',
  teaches:
    'A cache that fails open hides its outage from users and from alerts on errors: the load moves to the database, ' +
    'where only metrics of the cache itself show it.',
  explanation: {
    does: 'Kills Redis, the cache of inventory, for four minutes. It comes back empty.',
    see: [
      'No request fails: inventory reads each stock from PostgreSQL.',
      'The share of cache hits goes to 0, and stock_cache_errors_total rises by type of error.',
      'The trace of a product page has a failed span of Redis and then a span of PostgreSQL. The failed span makes the ' +
        'policy errors keep it.',
      'After the outage the share of hits recovers as the empty cache fills.',
    ],
  },
  services: ['gateway', 'order', 'payment', 'inventory'],
  load: { arrivalsPerSecond: 12, routes: { browse: 10, product: 60, order: 20, 'read-order': 10 } },
  steadyState: { within: '5m', probes },
  duration: '4m',
  faults: [{ fault: 'kill', target: { component: 'redis' }, to: '4m' }],
  expectations: [
    { type: 'metric', name: 'no lookup is a hit', query: hitRatio, tolerance: { max: 0 }, needsFault: true },
    {
      type: 'metric',
      name: 'errors of the cache are counted',
      query: 'sum(rate(stock_cache_errors_total[1m]))',
      tolerance: { min: 1 },
      needsFault: true,
    },
    {
      type: 'logs',
      name: 'inventory logs the errors with trace ids',
      query: '{service_name="inventory"} |= "the cache did not answer" | trace_id != ""',
      tolerance: { min: 20 },
      needsFault: true,
    },
    {
      type: 'load',
      name: 'users notice nothing',
      maxErrors: 0,
      latency: { quantile: 0.95, maxMs: 800 },
    },
    { type: 'traces', name: 'orders are kept', class: 'payment', atLeast: 20, policy: 'order-placements' },
    { type: 'accounted', name: 'no trace is lost' },
    { type: 'alert-quiet', name: 'no alert on errors', alertname: 'ServiceErrorRateHigh' },
    { type: 'alert-quiet', name: 'no alert on lost telemetry', alertname: 'OTelCollectorDropping' },
  ],
  recovery: { within: '5m', probes },
});
