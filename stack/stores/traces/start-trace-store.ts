import { type Disconnectable, together } from '../../components/interruptible.ts';
import { lazyHandler } from '../http/lazy-handler.ts';
import { listen, type Listener } from '../http/listen.ts';
import { defaultQueryLimits, type QueryLimits } from '../query-budget.ts';
import { TraceStore, type TraceStats } from './trace-store.ts';

/** The retention of the store: traces, and bytes of memory that they take; docs/retention.md. */
export const mostTraces = 50_000;
export const mostTraceBytes = 128 * 2 ** 20;

export interface TraceStoreOptions {
  /** Of the query API; 0 for a free one. Jaeger's is 16686. */
  port: number;
  /** Of OTLP/HTTP, at `/v1/traces`; 0, a free one, by default. */
  otlpPort?: number;
  /** 50,000 by default. */
  maxTraces?: number;
  /** Memory of the traces in bytes; 128 MiB by default. */
  maxBytes?: number;
  /** The most that one export may hold, unpacked, in bytes; 64 MiB by default. */
  maxBodyBytes?: number;
  queryLimits?: QueryLimits;
  /** Called with a line about each request that was answered with 5xx. */
  onError?: (line: string) => void;
}

/** A running trace store; both URLs are without a trailing slash. */
export interface RunningTraceStore extends Disconnectable {
  readonly url: string;
  /** The base to which OTLP exporters append `/v1/traces`. */
  readonly otlpUrl: string;
  stats(): TraceStats;
  /**
   * Ends both listeners; requests under way are answered first, for `graceMs` (2 s by default) at most. Safe to call
   * twice.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts a trace store in this thread: OTLP/HTTP in on one port, Jaeger's API v3 out on another, both on 127.0.0.1.
 *
 * @throws UserError `port-taken`; nothing is left open then
 */
export async function startTraceStore(options: TraceStoreOptions): Promise<RunningTraceStore> {
  const {
    port,
    otlpPort = 0,
    maxTraces = mostTraces,
    maxBytes = mostTraceBytes,
    maxBodyBytes = 64 * 2 ** 20,
  } = options;
  const store = new TraceStore({ maxTraces, maxBytes });
  const serving = { maxTraces, maxBodyBytes, queryLimits: options.queryLimits ?? defaultQueryLimits };
  const queries = lazyHandler(async () => (await import('./serve-traces.ts')).serveQueries(store, serving));
  const exports = lazyHandler(async () => (await import('./serve-traces.ts')).serveOtlp(store, serving));
  const query = await listen(port, 'the trace store', queries, options);
  let otlp: Listener;
  try {
    otlp = await listen(otlpPort, "the trace store's OTLP receiver", exports, options);
  } catch (error) {
    await query.close();
    throw error;
  }
  return {
    ...together(query, otlp),
    url: query.url,
    otlpUrl: otlp.url,
    stats: () => store.stats(),
    close: async (graceMs) => {
      await Promise.all([query.close(graceMs), otlp.close(graceMs)]);
    },
  };
}
