import type { FastifyInstance } from 'fastify';
import { deployedUrl } from '../process/deployed-url.ts';
import { integerFrom, urlFrom } from '../process/environment.ts';
import { createHttpApp } from '../process/http-app.ts';
import { createServiceClient, type ServiceClient } from '../process/service-client.ts';
import { ServiceError } from '../process/service-error.ts';
import { openDatabase, type Database } from './database.ts';
import { createInventory, type Inventory } from './inventory.ts';
import { createPlaceOrder, type OrderRequest } from './place-order.ts';
import { createRepository, type Repository } from './repository.ts';
import { createShipping, type Shipping } from './shipping.ts';
import { orderView, productView } from './views.ts';

declare module 'fastify' {
  interface FastifyInstance {
    repository: Repository;
    paymentClient: ServiceClient;
    /** Undefined in a shop without an inventory service. */
    inventory: Inventory | undefined;
    /** Undefined in a shop without a shipping service. */
    shipping: Shipping | undefined;
  }
}

const productId = { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 };

/** The order service: products and orders in PostgreSQL, charged by the payment service. */
export async function createApp(env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const app = createHttpApp({ isHealthy: () => isReachable(database) });
  const baseUrl = urlFrom(env, 'PAYMENT_URL', 'http://127.0.0.1:8082');
  const timeoutMs = integerFrom(env, 'CALL_TIMEOUT_MS', 10_000, { min: 1 });
  const database = await openDatabase(
    env.DATABASE_URL ?? 'postgres://sandbox:sandbox@127.0.0.1:5432/sandbox',
    app.log,
    integerFrom(env, 'DATABASE_CONNECT_TIMEOUT_MS', 30_000),
  );
  app.addHook('onClose', () => database.end());
  app.decorate('repository', createRepository(database));
  app.decorate('paymentClient', createServiceClient({ name: 'payment', baseUrl, timeoutMs }));
  const inventoryUrl = await deployedUrl(env, 'INVENTORY_URL');
  app.decorate(
    'inventory',
    inventoryUrl && createInventory(createServiceClient({ name: 'inventory', baseUrl: inventoryUrl, timeoutMs })),
  );
  const shippingUrl = await deployedUrl(env, 'SHIPPING_URL');
  app.decorate(
    'shipping',
    shippingUrl && createShipping(createServiceClient({ name: 'shipping', baseUrl: shippingUrl, timeoutMs })),
  );
  addProductRoutes(app);
  addOrderRoutes(app);
  return app;
}

function addProductRoutes(app: FastifyInstance): void {
  app.get(
    '/products',
    { schema: { querystring: { type: 'object', properties: { category: { type: 'string', maxLength: 64 } } } } },
    async (request) => {
      const { category } = request.query as { category?: string };
      return (await app.repository.products(category)).map((product) => productView(product));
    },
  );
  app.get(
    '/products/:id',
    { schema: { params: { type: 'object', properties: { id: productId } } } },
    async (request) => {
      const { id } = request.params as { id: number };
      const product = await app.repository.product(id);
      if (!product) throw new ServiceError(404, 'UnknownProduct', `there is no product ${id}`);
      return productView(product, await app.inventory?.available(id, request.log));
    },
  );
}

function addOrderRoutes(app: FastifyInstance): void {
  const placeOrder = createPlaceOrder({
    repository: app.repository,
    payment: app.paymentClient,
    inventory: app.inventory,
    shipping: app.shipping,
  });
  const quantity = { type: 'integer', minimum: 1, maximum: 100, default: 1 };
  app.post(
    '/orders',
    { schema: { body: { type: 'object', required: ['productId'], properties: { productId, quantity } } } },
    async (request, reply) => {
      const order = await placeOrder(request.body as OrderRequest, request.log);
      return reply.code(201).header('location', `/orders/${order.id}`).send(orderView(order));
    },
  );
  app.get(
    '/orders/:id',
    { schema: { params: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } } } },
    async (request) => {
      const { id } = request.params as { id: string };
      const order = await app.repository.order(id);
      if (!order) throw new ServiceError(404, 'UnknownOrder', `there is no order ${id}`);
      return orderView(order);
    },
  );
}

async function isReachable(database: Database): Promise<boolean> {
  try {
    await database.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}
