import type { FastifyInstance } from 'fastify';
import type { FaultSet } from '../faults/fault-set.ts';
import { integerFrom, urlFrom } from '../process/environment.ts';
import { addBusinessRoute, createHttpApp } from '../process/http-app.ts';
import { ServiceError } from '../process/service-error.ts';
import { openDatabase, type Database } from './database.ts';
import { createPlaceOrder, type OrderRequest } from './place-order.ts';
import { createRepository } from './repository.ts';
import { orderView, productView } from './views.ts';

const productId = { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 };

/** The order service: products and orders in PostgreSQL, charges by the payment service. */
export async function createApp(faults: FaultSet, env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const app = createHttpApp({ isHealthy: () => answers(database) });
  const payment = {
    name: 'payment',
    baseUrl: urlFrom(env, 'PAYMENT_URL', 'http://127.0.0.1:8082'),
    timeoutMs: integerFrom(env, 'CALL_TIMEOUT_MS', 10_000, { min: 1 }),
    faults,
  };
  const database = await openDatabase(
    env.DATABASE_URL ?? 'postgres://sandbox:sandbox@127.0.0.1:5432/sandbox',
    app.log,
    integerFrom(env, 'DATABASE_PATIENCE_MS', 30_000),
  );
  app.addHook('onClose', () => database.end());
  const repository = createRepository(database);
  const placeOrder = createPlaceOrder(repository, payment);

  addBusinessRoute(app, faults, {
    method: 'GET',
    url: '/products',
    schema: { querystring: { type: 'object', properties: { category: { type: 'string', maxLength: 64 } } } },
    handler: async (request, _reply, struck) => {
      await struck();
      const { category } = request.query as { category?: string };
      return (await repository.products(category)).map(productView);
    },
  });
  addBusinessRoute(app, faults, {
    method: 'GET',
    url: '/products/:id',
    schema: { params: { type: 'object', properties: { id: productId } } },
    handler: async (request, _reply, struck) => {
      await struck();
      const { id } = request.params as { id: number };
      const product = await repository.product(id);
      if (!product) throw new ServiceError(404, 'UnknownProduct', `there is no product ${id}`);
      return productView(product);
    },
  });
  addBusinessRoute(app, faults, {
    method: 'POST',
    url: '/orders',
    schema: {
      body: {
        type: 'object',
        required: ['productId'],
        properties: { productId, quantity: { type: 'integer', minimum: 1, maximum: 100, default: 1 } },
      },
    },
    handler: async (request, reply, struck) => {
      const order = await placeOrder(request.body as OrderRequest, { log: request.log, struck });
      return reply.code(201).header('location', `/orders/${order.id}`).send(orderView(order));
    },
  });
  addBusinessRoute(app, faults, {
    method: 'GET',
    url: '/orders/:id',
    schema: { params: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } } },
    handler: async (request, _reply, struck) => {
      await struck();
      const { id } = request.params as { id: string };
      const order = await repository.order(id);
      if (!order) throw new ServiceError(404, 'UnknownOrder', `there is no order ${id}`);
      return orderView(order);
    },
  });
  return app;
}

async function answers(database: Database): Promise<boolean> {
  try {
    await database.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}
