import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';
import { catalog } from './products.ts';

export type Database = pg.Pool;

const schema = `
  CREATE TABLE IF NOT EXISTS products (
    id integer PRIMARY KEY,
    name text NOT NULL,
    category text NOT NULL,
    price_cents integer NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY,
    product_id integer NOT NULL REFERENCES products,
    quantity integer NOT NULL,
    value_cents integer NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    payment_id text,
    created_at timestamptz NOT NULL DEFAULT now()
  );`;

/** Errors while the database starts: PostgreSQL's own (57P03 is cannot_connect_now) and those of its socket. */
const startupErrors = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

/** The driver's errors while the database is too busy to answer have no code. */
function isStarting({ code = '', message }: { code?: string; message: string }): boolean {
  return startupErrors.has(code) || (code === '' && /timeout|terminated/i.test(message));
}

/** Connects, waiting up to `timeoutMs` for the server to start, and creates missing tables and products. */
export async function openDatabase(url: string, log: FastifyBaseLogger, timeoutMs: number): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 2000 });
  // An idle connection was lost; without a listener the error would end the process.
  pool.on('error', (error) => log.warn({ err: error }, `lost an idle database connection: ${error.message}`));
  const start = performance.now();
  for (;;) {
    try {
      await prepare(pool);
      return pool;
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      if (!isStarting({ code, message }) || performance.now() - start > timeoutMs) {
        await pool.end();
        throw new Error(`the database cannot be used: ${message || code}`, { cause: error });
      }
      await delay(50);
    }
  }
}

async function prepare(pool: Database): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // "IF NOT EXISTS" alone fails when two instances start at the same time.
    await client.query('SELECT pg_advisory_xact_lock(7267263)');
    await client.query(schema);
    await client.query(
      `INSERT INTO products (id, name, category, price_cents)
       SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::integer[]) ON CONFLICT (id) DO NOTHING`,
      [
        catalog.map(({ id }) => id),
        catalog.map(({ name }) => name),
        catalog.map(({ category }) => category),
        catalog.map(({ priceCents }) => priceCents),
      ],
    );
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
