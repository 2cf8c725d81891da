import type { Product } from './products.ts';
import type { Order } from './repository.ts';

/** A product as the API shows it: prices in dollars, and how many are available if that is known. */
export function productView({ id, name, category, priceCents }: Product, available?: number): Record<string, unknown> {
  return {
    id,
    name,
    category,
    price: priceCents / 100,
    currency: 'USD',
    ...(available === undefined ? {} : { available }),
  };
}

/** An order as the API shows it: values in dollars. */
export function orderView({ valueCents, ...order }: Order): Record<string, unknown> {
  return { ...order, value: valueCents / 100 };
}
