import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { catalogue } from './products.ts';

// By require and not by import: only so does its instrumentation see it without a loader hook.
const { Pool } = createRequire(import.meta.url)('pg') as typeof pg;

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

/** The error code with which PostgreSQL says that it is not yet there: cannot_connect_now; the others are the socket's. */
const notYet = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

/** Connects, waiting up to `patienceMs` for the server to come up, and makes the tables and products that are missing. */
export async function openDatabase(url: string, log: FastifyBaseLogger, patienceMs: number): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 2000 });
  // A connection that breaks while idle; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, `lost an idle database connection: ${error.message}`));
  const start = performance.now();
  for (;;) {
    try {
      await prepare(pool);
      return pool;
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      if (!notYet.has(code) || performance.now() - start > patienceMs) {
        await pool.end();
        throw new Error(`the database is not usable: ${message || code}`, { cause: error });
      }
      await delay(50);
    }
  }
}

async function prepare(pool: Database): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // "IF NOT EXISTS" alone fails when two instances start at once.
    await client.query('SELECT pg_advisory_xact_lock(7267263)');
    await client.query(schema);
    await client.query(
      `INSERT INTO products (id, name, category, price_cents)
       SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::integer[]) ON CONFLICT (id) DO NOTHING`,
      [
        catalogue.map(({ id }) => id),
        catalogue.map(({ name }) => name),
        catalogue.map(({ category }) => category),
        catalogue.map(({ priceCents }) => priceCents),
      ],
    );
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
