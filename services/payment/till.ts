import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { metrics } from '@opentelemetry/api';
import { inSpan } from '../telemetry/in-span.ts';

export interface ChargeRequest {
  orderId: string;
  /** In units of the currency, not in cents. */
  amount: number;
  currency: string;
}

export interface Charge extends ChargeRequest {
  id: string;
  status: 'succeeded';
}

export interface Till {
  /** Takes the money of an order, once: asked again for the same order it gives the same charge. */
  charge(request: ChargeRequest, struck: () => Promise<void>): Promise<Charge>;
}

const provider = 'sandbox-pay';
const largest = 10_000;

/** A payment provider in memory that takes `minMs` to `maxMs` for a charge and remembers the last 10,000. */
export function createTill({ minMs, maxMs }: { minMs: number; maxMs: number }): Till {
  const charges = new Map<string, Charge>();
  const duration = metrics.getMeter('sandbox').createHistogram('payment.processing.duration', {
    description: 'Time that the payment provider takes for a charge',
    unit: 's',
  });

  const process = async (request: ChargeRequest, id: string): Promise<Charge> => {
    await delay(minMs + Math.random() * (maxMs - minMs));
    const charge: Charge = { id, ...request, status: 'succeeded' };
    charges.set(request.orderId, charge);
    const [oldest] = charges.keys();
    if (charges.size > largest && oldest !== undefined) charges.delete(oldest);
    return charge;
  };

  return {
    async charge(request, struck) {
      const id = charges.get(request.orderId)?.id ?? randomUUID();
      const attributes = {
        'payment.id': id,
        'payment.provider': provider,
        'payment.amount': request.amount,
        'payment.currency': request.currency,
        'order.id': request.orderId,
      };
      return inSpan('payment.charge', attributes, async (span) => {
        const start = performance.now();
        const metricAttributes: Record<string, string> = { 'payment.provider': provider };
        try {
          await struck();
          const charge = charges.get(request.orderId) ?? (await process(request, id));
          span.setAttribute('payment.status', charge.status);
          return charge;
        } catch (error) {
          metricAttributes['error.type'] = error instanceof Error ? error.name : '_OTHER';
          throw error;
        } finally {
          duration.record((performance.now() - start) / 1000, metricAttributes);
        }
      });
    },
  };
}
