import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { PlannedRequest } from '../../scenarios/load/requests.ts';
import { loadUserAgent, type Sender, type Sent } from '../../scenarios/load/sender.ts';
import type { Route } from '../../scenarios/scenario.ts';
import type { Variables } from '../../simulation/services/variables.ts';
import type { ModelSystem } from '../../simulation/services/model-system.ts';
import { products } from '../../simulation/services/products.ts';

const routes: Record<Route, string> = {
  browse: '/products',
  product: '/products/:id',
  order: '/orders',
  'read-order': '/orders/:id',
};

/** Sends the requests of the load to the gateway of the simulated shop, and waits for the response in virtual time. */
export function shopSender(system: ModelSystem, time: VirtualTime): Sender {
  return {
    async send(request): Promise<Sent> {
      const [path = '', query = ''] = request.path.split('?');
      const at = time.exactNow();
      const { method, route } = request;
      const incoming = {
        method,
        route: routes[route as Route],
        path,
        query,
        userAgent: loadUserAgent,
        caller: undefined,
        at,
      };
      const response = system.request('gateway', incoming, { path, ...variablesOf(request) });
      await time.sleep(response.end - at);
      return {
        durationMs: response.end - at,
        serverMs: Math.round(response.ms * 10) / 10,
        status: response.status,
        traceId: response.traceId.toString('hex'),
        sampled: response.groundTruth.sampled,
        body: bodyOf(request, response.variables),
      };
    },
    close: () => Promise.resolve(),
  };
}

/** The variables that the body of a request defines. */
function variablesOf({ body }: PlannedRequest): Variables {
  const { productId, quantity } = (body ?? {}) as { productId?: number; quantity?: number };
  const product = products.find(({ id }) => id === productId);
  if (!product || quantity === undefined) return {};
  return {
    'product.id': String(product.id),
    'product.category': product.category,
    'order.quantity': quantity,
    'order.value': (product.priceCents * quantity) / 100,
  };
}

/** The part of the response body that later requests need. */
function bodyOf({ route }: PlannedRequest, variables: Variables): unknown {
  if (route === 'browse') return products;
  return route === 'order' ? { id: variables['order.id'] } : undefined;
}
