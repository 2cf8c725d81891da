import type { FastifyInstance } from 'fastify';
import type { FaultSet } from '../faults/fault-set.ts';
import { integerFrom } from '../process/environment.ts';
import { addBusinessRoute, createHttpApp } from '../process/http-app.ts';
import { createTill, type ChargeRequest } from './till.ts';

const chargeSchema = {
  body: {
    type: 'object',
    required: ['orderId', 'amount', 'currency'],
    properties: {
      orderId: { type: 'string', minLength: 1, maxLength: 64 },
      amount: { type: 'number', exclusiveMinimum: 0 },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
  },
};

/** The payment service: takes money in memory. */
export function createApp(faults: FaultSet, env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const minMs = integerFrom(env, 'PAYMENT_PROCESSING_MIN_MS', 20);
  const maxMs = integerFrom(env, 'PAYMENT_PROCESSING_MAX_MS', Math.max(50, minMs), { min: minMs });
  const till = createTill({ minMs, maxMs });
  const app = createHttpApp({ isHealthy: () => Promise.resolve(true) });

  addBusinessRoute(app, faults, {
    method: 'POST',
    url: '/charges',
    schema: chargeSchema,
    handler: async (request, reply, struck) => {
      const charge = await till.charge(request.body as ChargeRequest, struck);
      request.log.info({ 'order.id': charge.orderId, 'payment.id': charge.id }, 'payment charged');
      return reply.code(201).send(charge);
    },
  });
  return Promise.resolve(app);
}
