import type { FastifyBaseLogger } from 'fastify';
import type { ServiceClient } from '../process/service-client.ts';
import { ServiceError } from '../process/service-error.ts';

/** The stock of the products, kept by the inventory service. */
export interface Inventory {
  /** How many items of a product are available. */
  available(productId: number, log: FastifyBaseLogger): Promise<number>;
  /** Takes items out of the stock. Throws a ServiceError with 409 where there are not enough. */
  reserve(productId: number, quantity: number, log: FastifyBaseLogger): Promise<void>;
  /** Puts back what was reserved for an order that failed. */
  release(productId: number, quantity: number, log: FastifyBaseLogger): Promise<void>;
}

/** Asks the inventory service. */
export function createInventory(client: ServiceClient): Inventory {
  return {
    async available(productId, log) {
      const { status, body } = await client.request({ method: 'GET', path: `/stock/${productId}`, log });
      if (status === 200) return (body as { available: number }).available;
      throw new ServiceError(502, 'UpstreamError', `inventory answered ${status}`);
    },
    async reserve(productId, quantity, log) {
      const path = `/stock/${productId}/reservations`;
      const { status } = await client.request({ method: 'POST', path, body: { quantity }, log });
      if (status === 201) return;
      if (status === 409)
        throw new ServiceError(409, 'OutOfStock', `fewer than ${quantity} items of ${productId} left`);
      throw new ServiceError(502, 'UpstreamError', `inventory answered ${status}`);
    },
    async release(productId, quantity, log) {
      await client.request({ method: 'POST', path: `/stock/${productId}/releases`, body: { quantity }, log });
    },
  };
}
