import type { FastifyBaseLogger } from 'fastify';
import type { ServiceClient } from '../process/service-client.ts';
import { ServiceError } from '../process/service-error.ts';

/** What the shipping of an order costs. */
export interface Quote {
  carrier: string;
  priceCents: number;
  days: number;
}

/** Quotes by the shipping service. */
export interface Shipping {
  quote(productId: number, quantity: number, log: FastifyBaseLogger): Promise<Quote>;
}

/** Asks the shipping service. */
export function createShipping(client: ServiceClient): Shipping {
  return {
    async quote(productId, quantity, log) {
      const query = { product: String(productId), quantity: String(quantity) };
      const { status, body } = await client.request({ method: 'GET', path: '/quote', query, log });
      if (status === 200) return body as Quote;
      throw new ServiceError(502, 'UpstreamError', `shipping answered ${status}`);
    },
  };
}
