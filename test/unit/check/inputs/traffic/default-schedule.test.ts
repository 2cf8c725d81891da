import { expect, test } from 'vitest';
import { parseTraffic } from '../../../../../check/inputs/traffic/read-traffic.ts';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';

const minute = 60_000;
const labelsOf = (text: string): string[][] =>
  parseTraffic(text, 'traffic.yaml').faultSchedule.map(({ faults }) => faults.map(({ label }) => label));

test('every service answers errors, with as few faults as that takes', () => {
  const [errors] = labelsOf(`
services:
  web:
    routes:
      GET /: [{ call: catalog GET /items }, { call: ads GET /, optional: true }]
      POST /orders: [{ span: order, steps: [{ call: orders POST /orders }] }]
  catalog: { routes: { GET /items: [{ together: [{ call: prices GET / }, { wait: 1ms }] }] } }
  prices: { routes: { GET /: } }
  orders: { routes: { POST /orders: [{ send: placed }] } }
  mail: { consumes: { placed: } }
  ads: { routes: { GET /: } }
  unused: { routes: { GET /: } }
requests: [{ request: web GET / }, { request: web POST /orders }]
`);
  // Web fails with each of them, and catalog with prices.
  expect(errors).toEqual([
    'errors at prices',
    'errors at mail',
    'errors at ads',
    'errors at orders',
    'rejected requests at web',
  ]);
});

test('a service with optional calls only fails by itself', () => {
  const [errors] = labelsOf(
    'services: { a: { routes: { GET /: [{ call: b GET /, optional: true }] } }, b: { routes: { GET /: } } }',
  );
  expect(errors).toEqual(['errors at b', 'errors at a', 'rejected requests at a']);
});

test('queries are slow in every service that has some, and all entries are down together', () => {
  const [errors, latency, outage] = labelsOf(`
services:
  a: { routes: { GET /: [{ call: b GET / }, { query: SELECT 1 }] } }
  b: { routes: { GET /: [{ query: SELECT 2, rate: 10% }] } }
  c: { routes: { GET /: } }
`);
  expect(errors?.slice(-2)).toEqual(['slow queries at b', 'slow queries at a']);
  expect(latency).toEqual(['latency at b']);
  expect(outage).toEqual(['outage of a', 'outage of c']);
});

test('latency is above the limit of slow traces', () => {
  const file = 'services: { a: { routes: { GET /: } } }\nslow: 8s\n';
  const [, latency] = parseTraffic(file, 'traffic.yaml').faultSchedule;
  expect(latency?.faults[0]?.parameters).toMatchObject({ ms: 12_000 });
});

test('the demo shop has a fault of each kind at its services, and each route fails', () => {
  const { faultSchedule, requests } = shopTraffic();
  const all = faultSchedule.flatMap(({ faults }) => faults);
  expect(all.map(({ fault, service }) => `${fault} ${service}`)).toEqual([
    'error-rate payment',
    'error-rate order',
    'error-rate gateway',
    'rejection order',
    'slow-queries order',
    'latency payment',
    'down gateway',
  ]);
  const routes = new Set(all.flatMap(({ parameters }) => (parameters.routes ?? []) as string[]));
  // Orders fail at payment.
  const others = requests.filter(({ method }) => method === 'GET').map(({ method, route }) => `${method} ${route}`);
  expect([...routes].sort()).toEqual([...new Set(others)].sort());
  expect(faultSchedule.map(({ forMs, recoveryMs }) => [forMs / minute, recoveryMs / minute])).toEqual([
    [10, 6],
    [10, 6],
    [12, 2],
  ]);
});
