import { setTimeout as delay } from 'node:timers/promises';

export interface ProviderCharge {
  /** Identifies the charge at the provider. */
  id: string;
  /** In units of the currency, not in cents. */
  amount: number;
  currency: string;
}

/** Where the money is taken. */
export interface PaymentProvider {
  readonly name: string;
  charge(charge: ProviderCharge): Promise<{ status: 'succeeded' }>;
}

/** A provider in memory that takes `minMs` to `maxMs` milliseconds for a charge and accepts each one. */
export function createProvider({ minMs, maxMs }: { minMs: number; maxMs: number }): PaymentProvider {
  return {
    name: 'sandbox-pay',
    async charge() {
      await delay(minMs + Math.random() * (maxMs - minMs));
      return { status: 'succeeded' };
    },
  };
}
