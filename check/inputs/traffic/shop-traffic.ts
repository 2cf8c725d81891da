import { routeClasses } from '../../../scenarios/load/route-classes.ts';
import { sandboxThresholds } from '../../../scenarios/sampling/thresholds.ts';
import type { VariableRow } from '../../../simulation/services/variables.ts';
import { products } from '../../../simulation/services/products.ts';
import { shop, unknownProduct } from '../../../simulation/services/shop.ts';
import type { SystemModel } from '../../../simulation/services/system.ts';
import { shopFaultSchedule } from './shop-fault-schedule.ts';
import type { RequestKind, Traffic } from './traffic.ts';

const minute = 60_000;

/** The orders: each product, in quantities from 1 to 3. */
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

/** The demo services, with variables for the requests of the traffic. */
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

/** The requests of the shop, with weights by the names of the scenarios' loads. */
export function shopRequests(weights: Record<ShopRequest, number>): RequestKind[] {
  return [
    request('browse', 'GET', '/products', '/products', weights.browse),
    request('product', 'GET', '/products/:id', '/products/$product.id', weights.product),
    request('order', 'POST', '/orders', '/orders', weights.order),
    request('read-order', 'GET', '/orders/:id', '/orders/$order.id', weights['read-order']),
  ];
}

/** The demo shop with a fault schedule for any rules and policies. It lasts 61 minutes. */
const demoTraffic: Omit<Traffic, 'slowMs'> = {
  name: 'shop',
  system: shopSystem,
  requests: [
    ...shopRequests({ browse: 33, product: 25, order: 25, 'read-order': 14 }),
    // As in production, some requests get a 404. It is not an incident, and shows which policies sample it.
    request('unknown-product', 'GET', '/products/:id', unknownProduct.path, 3),
  ],
  arrivalsPerSecond: 4,
  arrivals: 'poisson',
  // The usual window of rules: before that their windows are not full.
  warmUpMs: 5 * minute,
  // Time for a rule that always matches to fire: a window of 5m, then a `for` of 5m.
  baselineMs: 10 * minute,
  faultSchedule: shopFaultSchedule,
};

/** The default traffic of a check: the demo shop with its fault schedule. */
export function shopTraffic(): Traffic {
  return { ...demoTraffic, slowMs: sandboxThresholds().slowMs };
}
