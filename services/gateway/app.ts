import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { integerFrom, urlFrom } from '../process/environment.ts';
import { createHttpApp } from '../process/http-app.ts';
import { createServiceClient, type ServiceClient, type ServiceResponse } from '../process/service-client.ts';

declare module 'fastify' {
  interface FastifyInstance {
    orderClient: ServiceClient;
  }
}

/** The gateway: the only service that callers reach; it forwards to the order service. */
export function createApp(env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const app = createHttpApp({ isHealthy: () => Promise.resolve(true) });
  app.decorate(
    'orderClient',
    createServiceClient({
      name: 'order',
      baseUrl: urlFrom(env, 'ORDER_URL', 'http://127.0.0.1:8081'),
      timeoutMs: integerFrom(env, 'CALL_TIMEOUT_MS', 15_000, { min: 1 }),
    }),
  );
  // The time that the service itself took; a caller measures the network too. Source: W3C Server Timing.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    void reply.header('server-timing', `total;dur=${reply.elapsedTime.toFixed(1)}`);
    done();
  });

  app.get(
    '/products',
    { schema: { querystring: { type: 'object', properties: { category: { type: 'string', maxLength: 64 } } } } },
    async ({ query, log }, reply) => {
      const { category } = query as { category?: string };
      return forward(
        reply,
        await app.orderClient.request({
          method: 'GET',
          path: '/products',
          ...(category === undefined ? {} : { query: { category } }),
          log,
        }),
      );
    },
  );
  app.get('/products/:id', async (request, reply) => {
    const path = `/products/${idOf(request)}`;
    return forward(reply, await app.orderClient.request({ method: 'GET', path, log: request.log }));
  });
  app.post('/orders', { schema: { body: { type: 'object' } } }, async ({ body, log }, reply) =>
    forward(reply, await app.orderClient.request({ method: 'POST', path: '/orders', body, log })),
  );
  app.get('/orders/:id', async (request, reply) => {
    const path = `/orders/${idOf(request)}`;
    return forward(reply, await app.orderClient.request({ method: 'GET', path, log: request.log }));
  });
  return Promise.resolve(app);
}

function idOf(request: FastifyRequest): string {
  return encodeURIComponent((request.params as { id: string }).id);
}

function forward(reply: FastifyReply, { status, body }: ServiceResponse): FastifyReply {
  const { id } = (status === 201 ? body : {}) as { id?: string };
  if (id !== undefined) void reply.header('location', `/orders/${id}`);
  return reply.code(status).send(body);
}
