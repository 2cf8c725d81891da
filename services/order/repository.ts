import type { Database } from './database.ts';
import type { Product } from './products.ts';

export interface Order {
  id: string;
  productId: number;
  quantity: number;
  valueCents: number;
  currency: string;
  status: 'pending' | 'paid' | 'failed';
  paymentId: string | null;
  createdAt: Date;
}

export interface Repository {
  products(category: string | undefined): Promise<Product[]>;
  product(id: number): Promise<Product | undefined>;
  addOrder(order: Omit<Order, 'status' | 'paymentId' | 'createdAt'>): Promise<void>;
  settleOrder(id: string, status: 'paid' | 'failed', paymentId?: string): Promise<Order>;
  order(id: string): Promise<Order | undefined>;
}

const productColumns = 'id, name, category, price_cents AS "priceCents"';
const orderColumns = `id, product_id AS "productId", quantity, value_cents AS "valueCents", currency, status,
  payment_id AS "paymentId", created_at AS "createdAt"`;

export function createRepository(database: Database): Repository {
  return {
    async products(category) {
      const all = `SELECT ${productColumns} FROM products`;
      const { rows } =
        category === undefined
          ? await database.query<Product>(`${all} ORDER BY id`)
          : await database.query<Product>(`${all} WHERE category = $1 ORDER BY id`, [category]);
      return rows;
    },
    async product(id) {
      const { rows } = await database.query<Product>(`SELECT ${productColumns} FROM products WHERE id = $1`, [id]);
      return rows[0];
    },
    async addOrder({ id, productId, quantity, valueCents, currency }) {
      await database.query(
        `INSERT INTO orders (id, product_id, quantity, value_cents, currency, status)
         VALUES ($1, $2, $3, $4, $5, 'pending')`,
        [id, productId, quantity, valueCents, currency],
      );
    },
    async settleOrder(id, status, paymentId) {
      const { rows } = await database.query<Order>(
        `UPDATE orders SET status = $2, payment_id = $3 WHERE id = $1 RETURNING ${orderColumns}`,
        [id, status, paymentId ?? null],
      );
      if (!rows[0]) throw new Error(`order ${id} does not exist any more`);
      return rows[0];
    },
    async order(id) {
      const { rows } = await database.query<Order>(`SELECT ${orderColumns} FROM orders WHERE id = $1`, [id]);
      return rows[0];
    },
  };
}
