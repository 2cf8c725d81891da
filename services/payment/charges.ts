import { randomUUID } from 'node:crypto';
import { metrics } from '@opentelemetry/api';
import { inSpan } from '../telemetry/in-span.ts';
import type { PaymentProvider } from './provider.ts';

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

/** Charges an order once: a second request for the same order returns the same charge. */
export type ChargeOrder = (request: ChargeRequest) => Promise<Charge>;

/** Charges that are remembered. */
const largest = 10_000;

export function createChargeOrder(provider: PaymentProvider): ChargeOrder {
  const charges = new Map<string, Charge>();
  const duration = metrics.getMeter('sandbox').createHistogram('payment.processing.duration', {
    description: 'Time that the payment provider takes for a charge',
    unit: 's',
  });

  const charge = async (id: string, request: ChargeRequest): Promise<Charge> => {
    const start = performance.now();
    const attributes: Record<string, string> = { 'payment.provider': provider.name };
    try {
      const { status } = await provider.charge({ id, amount: request.amount, currency: request.currency });
      return { id, ...request, status };
    } catch (error) {
      attributes['error.type'] = error instanceof Error ? error.name : '_OTHER';
      throw error;
    } finally {
      duration.record((performance.now() - start) / 1000, attributes);
    }
  };

  return async (request) => {
    const { orderId, amount, currency } = request;
    const before = charges.get(orderId);
    const id = before?.id ?? randomUUID();
    const attributes = {
      'payment.id': id,
      'payment.provider': provider.name,
      'payment.amount': amount,
      'payment.currency': currency,
      'order.id': orderId,
    };
    return inSpan('payment.charge', attributes, async (span) => {
      const made = before ?? (await charge(id, request));
      span.setAttribute('payment.status', made.status);
      charges.set(orderId, made);
      const [oldest] = charges.keys();
      if (charges.size > largest && oldest !== undefined) charges.delete(oldest);
      return made;
    });
  };
}
