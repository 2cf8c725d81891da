import { routeClasses } from '../../../scenarios/load/route-classes.ts';
import { sandboxThresholds } from '../../../scenarios/sampling/thresholds.ts';
import type { VariableRow } from '../../../simulation/services/variables.ts';
import { products } from '../../../simulation/services/products.ts';
import { shop, unknownProduct } from '../../../simulation/services/shop.ts';
import type { SystemModel } from '../../../simulation/services/system.ts';
import type { RequestKind, Traffic } from './traffic.ts';

const minute = 60_000;

/** What an order is about: each product, one to three of it. */
const orders: VariableRow[] = products.flatMap(({ id, category, priceCents }) =>
  [1, 2, 3].map((quantity) => ({
    variables: {
      'product.id': String(id),
      'product.category': category,
      'order.quantity': quantity,
      'order.value': (priceCents * quantity) / 100,
    },
    weight: 1,
  })),
);

/** The demo services as requests from outside find them. */
export const shopSystem: SystemModel = { ...shop, tables: [orders] };

type ShopRequest = 'browse' | 'product' | 'order' | 'read-order';

const request = (name: string, method: string, route: string, path: string, weight: number): RequestKind => ({
  name,
  service: 'gateway',
  method,
  route,
  path,
  weight,
  class: routeClasses[name] ?? 'normal',
});

/** The requests of the shop, by the names that the scenarios' loads have for them. */
export function shopRequests(weights: Record<ShopRequest, number>): RequestKind[] {
  return [
    request('browse', 'GET', '/products', '/products', weights.browse),
    request('product', 'GET', '/products/:id', '/products/$product.id', weights.product),
    request('order', 'POST', '/orders', '/orders', weights.order),
    request('read-order', 'GET', '/orders/:id', '/orders/$order.id', weights['read-order']),
  ];
}

/**
 * The demo shop with a drill for whatever rules and policies a team has: first errors, then latency, each where it shows in more than one
 * service. Three quarters of an hour.
 */
const demoTraffic: Omit<Traffic, 'slowMs'> = {
  name: 'shop',
  system: shopSystem,
  requests: [
    ...shopRequests({ browse: 33, product: 25, order: 25, 'read-order': 14 }),
    // Some ask for what is not there, as on any day: a 404 is nobody's incident, and policies that keep it show.
    request('unknown-product', 'GET', '/products/:id', unknownProduct.path, 3),
  ],
  arrivalsPerSecond: 5,
  arrivals: 'poisson',
  // Rules mostly look back five minutes: before that their windows are half empty.
  warmUpMs: 5 * minute,
  // As long as a rule may take to fire that is wrong from the start: a window of five minutes, and then a `for` of five.
  baselineMs: 10 * minute,
  faultSchedule: [
    {
      faults: [
        {
          label: 'errors at payment',
          fault: 'error-rate',
          service: 'payment',
          parameters: { rate: 0.8, status: 500 },
        },
        {
          // Failed placements of orders may be kept for being placements: only other errors show that errors are kept for being errors.
          label: 'errors on product pages',
          fault: 'error-rate',
          service: 'order',
          parameters: { rate: 0.5, status: 503, routes: ['GET /products/:id'] },
        },
      ],
      // A window of five minutes fills with errors while a `for` of two to five minutes waits; what has not fired by then never will.
      forMs: 10 * minute,
      // A window of five minutes empties, and an evaluation or two follow.
      recoveryMs: 6 * minute,
    },
    {
      faults: [
        {
          label: 'latency at payment',
          fault: 'latency',
          service: 'payment',
          // Never below three seconds: above what rules and policies usually call slow, and below every timeout.
          parameters: { ms: 3500, jitterMs: 500 },
        },
      ],
      forMs: 10 * minute,
      recoveryMs: 6 * minute,
    },
  ],
};

/** The traffic of a check that is given none: the demo shop with its faults. */
export function shopTraffic(): Traffic {
  return { ...demoTraffic, slowMs: sandboxThresholds().slowMs };
}
