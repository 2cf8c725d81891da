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

/** Sends the load's requests to the gateway of the modelled shop; an answer comes when virtual time is there. */
export function shopSender(system: ModelSystem, time: VirtualTime): Sender {
  return {
    async send(request): Promise<Sent> {
      const [path = '', query = ''] = request.path.split('?');
      const at = time.exactNow();
      const { method, route } = request;
      const incoming = { method, route: routes[route], path, query, userAgent: loadUserAgent, caller: undefined, at };
      const served = system.request('gateway', incoming, { path, ...factsOf(request) });
      await time.sleep(served.end - at);
      return {
        durationMs: served.end - at,
        serverMs: Math.round(served.ms * 10) / 10,
        status: served.status,
        traceId: served.traceId.toString('hex'),
        body: bodyOf(request, served.variables),
      };
    },
    close: () => Promise.resolve(),
  };
}

function factsOf({ body }: PlannedRequest): Variables {
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

/** As much of the answer as later requests are made of. */
function bodyOf({ route }: PlannedRequest, variables: Variables): unknown {
  if (route === 'browse') return products;
  return route === 'order' ? { id: variables['order.id'] } : undefined;
}
