import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { FaultSet } from '../faults/fault-set.ts';
import { call, type Call } from '../process/call.ts';
import { integerFrom, urlFrom } from '../process/environment.ts';
import { addBusinessRoute, createHttpApp } from '../process/http-app.ts';

/** The gateway: the only service that callers see; passes on to the order service. */
export function createApp(faults: FaultSet, env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const order = {
    name: 'order',
    baseUrl: urlFrom(env, 'ORDER_URL', 'http://127.0.0.1:8081'),
    timeoutMs: integerFrom(env, 'CALL_TIMEOUT_MS', 15_000, { min: 1 }),
    faults,
  };
  const app = createHttpApp({ isHealthy: () => Promise.resolve(true) });
  // A caller's clock also counts the way there and back; this is what the service itself took. Source: W3C Server Timing.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    void reply.header('server-timing', `total;dur=${reply.elapsedTime.toFixed(1)}`);
    done();
  });

  const passOn = (
    method: 'GET' | 'POST',
    url: string,
    toCall: (request: FastifyRequest) => Pick<Call, 'path' | 'query' | 'body'>,
    schema?: FastifySchema,
  ): void =>
    addBusinessRoute(app, faults, {
      method,
      url,
      ...(schema ? { schema } : {}),
      handler: async (request, reply, struck) => {
        await struck();
        const answer = await call(order, { method, ...toCall(request), log: request.log });
        return send(reply, answer.status, answer.body);
      },
    });

  passOn(
    'GET',
    '/products',
    (request) => {
      const { category } = request.query as { category?: string };
      return { path: '/products', ...(category === undefined ? {} : { query: { category } }) };
    },
    { querystring: { type: 'object', properties: { category: { type: 'string', maxLength: 64 } } } },
  );
  passOn('GET', '/products/:id', (request) => ({ path: `/products/${idOf(request)}` }));
  passOn('POST', '/orders', (request) => ({ path: '/orders', body: request.body }), { body: { type: 'object' } });
  passOn('GET', '/orders/:id', (request) => ({ path: `/orders/${idOf(request)}` }));
  return Promise.resolve(app);
}

function idOf(request: FastifyRequest): string {
  return encodeURIComponent((request.params as { id: string }).id);
}

function send(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  const { id } = (status === 201 ? body : {}) as { id?: string };
  if (id !== undefined) void reply.header('location', `/orders/${id}`);
  return reply.code(status).send(body);
}
