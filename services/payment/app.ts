import type { FastifyInstance } from 'fastify';
import { integerFrom } from '../process/environment.ts';
import { createHttpApp } from '../process/http-app.ts';
import { createChargeOrder, type ChargeRequest } from './charges.ts';
import { createProvider, type PaymentProvider } from './provider.ts';

declare module 'fastify' {
  interface FastifyInstance {
    paymentProvider: PaymentProvider;
  }
}

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

/** The payment service: charges orders through a payment provider. */
export function createApp(env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const minMs = integerFrom(env, 'PAYMENT_PROCESSING_MIN_MS', 20);
  const maxMs = integerFrom(env, 'PAYMENT_PROCESSING_MAX_MS', Math.max(50, minMs), { min: minMs });
  const app = createHttpApp({ isHealthy: () => Promise.resolve(true) });
  app.decorate('paymentProvider', createProvider({ minMs, maxMs }));
  const chargeOrder = createChargeOrder(app.paymentProvider);

  app.post('/charges', { schema: chargeSchema }, async (request, reply) => {
    const charge = await chargeOrder(request.body as ChargeRequest);
    request.log.info({ 'order.id': charge.orderId, 'payment.id': charge.id }, 'payment charged');
    return reply.code(201).send(charge);
  });
  return Promise.resolve(app);
}
