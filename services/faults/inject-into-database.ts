import { trace } from '@opentelemetry/api';
import type { FaultSet } from './fault-set.ts';

type Query = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Lets faults slow down the queries of requests in PostgreSQL itself: a connection executes `pg_sleep` before the query,
 * which is in its span. Only for a service that has loaded `pg`, as it is loaded here.
 */
export async function injectIntoDatabase(faults: FaultSet): Promise<void> {
  const { default: pg } = await import('pg');
  const client = pg.Client.prototype as unknown as { query: Query & { __original?: Query } };
  const query = client.query;
  // The function without its instrumentation, which wraps it with shimmer: the sleep has no span of its own.
  const untraced = query.__original ?? query;
  client.query = function (this: unknown, ...args: unknown[]) {
    // Outside of a request, such as in the health check, there is no span.
    const ms = trace.getActiveSpan() ? faults.queryDelayMs() : 0;
    // Its failure is that of the connection, with which the query fails too.
    if (ms > 0) untraced.call(this, 'SELECT pg_sleep($1)', [ms / 1000], () => undefined);
    return query.apply(this, args);
  };
}
