import { randomUUID } from 'node:crypto';
import { metrics } from '@opentelemetry/api';
import type { FastifyBaseLogger } from 'fastify';
import type { ServiceClient } from '../process/service-client.ts';
import { ServiceError } from '../process/service-error.ts';
import { inSpan } from '../telemetry/in-span.ts';
import type { Inventory } from './inventory.ts';
import type { Quote, Shipping } from './shipping.ts';
import type { Product } from './products.ts';
import type { Order, Repository } from './repository.ts';

export interface OrderRequest {
  productId: number;
  quantity: number;
}

export type PlaceOrder = (request: OrderRequest, log: FastifyBaseLogger) => Promise<Order & { shipping?: Quote }>;

type PlacedOrder = Pick<Order, 'id' | 'productId' | 'quantity' | 'valueCents'>;

const currency = 'USD';

interface OrderDependencies {
  repository: Repository;
  payment: ServiceClient;
  inventory: Inventory | undefined;
  shipping: Shipping | undefined;
}

/**
 * Stores an order, asks for its shipping, takes its items out of the stock, charges it and marks it as paid. If one of these fails, the order is
 * kept as failed.
 */
export function createPlaceOrder({ repository, payment, inventory, shipping }: OrderDependencies): PlaceOrder {
  const meter = metrics.getMeter('sandbox');
  const created = meter.createCounter('orders.created', { description: 'Orders placed and paid', unit: '{order}' });
  const value = meter.createHistogram('orders.value', {
    description: 'Value of the orders placed and paid',
    unit: 'USD',
  });

  const pay = async (order: { id: string; valueCents: number }, log: FastifyBaseLogger): Promise<string> => {
    const body = { orderId: order.id, amount: order.valueCents / 100, currency };
    const answer = await payment.request({ method: 'POST', path: '/charges', body, log });
    if (answer.status === 201) return (answer.body as { id: string }).id;
    throw new ServiceError(502, 'PaymentRefused', `payment refused the charge with ${answer.status}`);
  };

  const chargeReserved = async (order: PlacedOrder, log: FastifyBaseLogger): Promise<string> => {
    await inventory?.reserve(order.productId, order.quantity, log);
    try {
      return await pay(order, log);
    } catch (error) {
      await inventory?.release(order.productId, order.quantity, log).catch((cause: unknown) => {
        log.error({ err: cause }, 'the stock of a failed order could not be released');
      });
      throw error;
    }
  };

  /** An order that cannot be shipped is not placed. */
  const quoteOf = async (order: PlacedOrder, log: FastifyBaseLogger): Promise<Quote | undefined> => {
    try {
      return await shipping?.quote(order.productId, order.quantity, log);
    } catch (error) {
      await repository.settleOrder(order.id, 'failed');
      throw error;
    }
  };

  const place = async (order: PlacedOrder, product: Product, log: FastifyBaseLogger) => {
    try {
      const placed = await repository.settleOrder(order.id, 'paid', await chargeReserved(order, log));
      const attributes = { 'product.category': product.category };
      created.add(1, attributes);
      value.record(order.valueCents / 100, attributes);
      return placed;
    } catch (error) {
      await repository.settleOrder(order.id, 'failed');
      throw error;
    }
  };

  return async ({ productId, quantity }, log) => {
    const product = await repository.product(productId);
    if (!product) throw new ServiceError(422, 'UnknownProduct', `there is no product ${productId}`);
    const order = { id: randomUUID(), productId, quantity, valueCents: product.priceCents * quantity, currency };
    const attributes = {
      'order.id': order.id,
      'order.quantity': quantity,
      'order.value': order.valueCents / 100,
      'order.currency': currency,
      'product.id': String(productId),
    };
    return inSpan('process_order', attributes, async (span) => {
      await repository.addOrder(order);
      const quote = await quoteOf(order, log);
      const placed = await place(order, product, log);
      span.setAttribute('order.status', placed.status);
      log.info({ 'order.id': placed.id, 'payment.id': placed.paymentId }, 'order placed');
      return quote ? { ...placed, shipping: quote } : placed;
    });
  };
}
