import type { Random } from '../../lib/random.ts';
import type { ApplicationRequest, Route } from '../scenario.ts';
import { routeClasses } from './route-classes.ts';

/** A request to the shop or to the user's own application, ready to be sent. */
export interface PlannedRequest {
  /** The route of the shop, or the name of the request. */
  route: string;
  method: ApplicationRequest['method'];
  /** Path and query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** A text, or what is sent as JSON. */
  body?: unknown;
  /** The class of its trace, if it is neither an error nor slow. */
  class?: string;
  planted: boolean;
}

/** A secret that the run plants and that no backend may contain afterwards. */
export interface Secret {
  /** The query parameter that carries it. */
  parameter: 'token' | 'password';
  value: string;
}

type Id = string | number;

/** Ids from earlier responses, for later requests. */
export interface Known {
  products: Id[];
  orders: Id[];
}

/** How many orders are remembered to be read back, the newest ones. */
const rememberedOrders = 200;

export interface PlantedSecrets {
  every: number;
  values: readonly Secret[];
}

/** Chooses the requests of a load. */
export interface Plan {
  /** A request that must be answered before any other can be made. */
  readonly first: PlannedRequest | undefined;
  next(): PlannedRequest;
  /** Remembers what later requests need of a response. */
  learn(route: string, body: unknown): void;
}

/** Puts the secrets into the query of every n-th request. */
export function plant(
  request: Omit<PlannedRequest, 'planted'>,
  count: number,
  secrets: PlantedSecrets | undefined,
): PlannedRequest {
  if (!secrets || count % secrets.every !== 0) return { ...request, planted: false };
  const query = new URLSearchParams(
    Object.fromEntries(secrets.values.map(({ parameter, value }) => [parameter, value])),
  );
  const separator = request.path.includes('?') ? '&' : '?';
  return { ...request, path: `${request.path}${separator}${query.toString()}`, planted: true };
}

/**
 * Chooses the next request to the shop: a route by weight, and its parameters. The same seed and responses give the same requests.
 */
export class RequestPlan implements Plan {
  /** The list of products: without a product's id nothing else can be requested. */
  readonly first: PlannedRequest = { route: 'browse', method: 'GET', path: '/products', planted: false };
  readonly known: Known = { products: [], orders: [] };
  private readonly random: Random;
  private readonly weights: [Route, number][];
  private readonly total: number;
  private readonly secrets: PlantedSecrets | undefined;
  private planned = 0;

  constructor(routes: Record<Route, number>, random: Random, secrets?: PlantedSecrets) {
    this.random = random;
    this.weights = Object.entries(routes) as [Route, number][];
    this.total = this.weights.reduce((sum, [, weight]) => sum + weight, 0);
    this.secrets = secrets;
  }

  next(): PlannedRequest {
    this.planned += 1;
    const request = this.requestFor(this.route());
    const named = routeClasses[request.route];
    return plant({ ...request, ...(named === undefined ? {} : { class: named }) }, this.planned, this.secrets);
  }

  /** Remembers the ids of products and orders from a response. */
  learn(route: string, body: unknown): void {
    if (route === 'browse') {
      const products = idsOf(body);
      if (products.length > 0) this.known.products = products;
    } else if (route === 'order') {
      this.known.orders.push(...idsOf(body));
      if (this.known.orders.length > rememberedOrders)
        this.known.orders.splice(0, this.known.orders.length - rememberedOrders);
    }
  }

  private route(): Route {
    let at = this.random.next() * this.total;
    for (const [route, weight] of this.weights) {
      at -= weight;
      if (at < 0) return route;
    }
    return 'browse';
  }

  /** A request that is not possible yet (no known product or order) becomes one for the list of products. */
  private requestFor(route: Route): Omit<PlannedRequest, 'planted'> {
    const product = this.pick(this.known.products);
    if (route === 'read-order') {
      const order = this.pick(this.known.orders);
      if (order !== undefined) return { route, method: 'GET', path: `/orders/${encodeURIComponent(order)}` };
    }
    if (route === 'product' && product !== undefined) {
      return { route, method: 'GET', path: `/products/${encodeURIComponent(product)}` };
    }
    if (route === 'order' && product !== undefined) {
      return { route, method: 'POST', path: '/orders', body: { productId: product, quantity: 1 + this.random.int(3) } };
    }
    return { route: 'browse', method: 'GET', path: '/products' };
  }

  private pick<T>(from: readonly T[]): T | undefined {
    // Drawn even when there is nothing to pick from, so that the sequence does not depend on the responses.
    return from[this.random.int(Math.max(1, from.length))];
  }
}

/** The `id`s in a response: of a list, or of a single object. */
function idsOf(body: unknown): Id[] {
  if (Array.isArray(body)) return body.flatMap(idsOf);
  const { id } = (body ?? {}) as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? [id] : [];
}
