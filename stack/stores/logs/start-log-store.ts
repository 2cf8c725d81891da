import { type Disconnectable, together } from '../../components/interruptible.ts';
import { lazyHandler } from '../http/lazy-handler.ts';
import { listen } from '../http/listen.ts';
import { defaultQueryLimits, type QueryLimits } from '../query-budget.ts';
import { LogStore, type LogStats } from './log-store.ts';

/** The retention of the store: records, and bytes of memory that they take; docs/retention.md. */
export const mostRecords = 500_000;
export const mostLogBytes = 128 * 2 ** 20;

export interface LogStoreOptions {
  /** Of the API, OTLP included; 0 for a free one. Loki's is 3100. */
  port: number;
  /** 500,000 by default. */
  maxRecords?: number;
  /** Memory of the records in bytes; 128 MiB by default. */
  maxBytes?: number;
  /** The most that one export may hold, unpacked, in bytes; 64 MiB by default. */
  maxBodyBytes?: number;
  /** The most lines of one answer; 5000, Loki's, by default. */
  maxEntriesPerQuery?: number;
  queryLimits?: QueryLimits;
  /** Called with a line about each request that was answered with 5xx. */
  onError?: (line: string) => void;
  /**
   * The records of an earlier start, to go on with; with it the two limits of records are those that it was made with.
   */
  store?: LogStore;
}

/** A running log store; both URLs are without a trailing slash. */
export interface RunningLogStore extends Disconnectable {
  readonly url: string;
  /** The base to which OTLP exporters append `/v1/logs`. */
  readonly otlpUrl: string;
  /** For a later start to go on with. */
  readonly store: LogStore;
  stats(): LogStats;
  /** Requests under way are answered first, for `graceMs` (2 s by default) at most. Safe to call twice. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts a log store in this thread: OTLP/HTTP in at `/otlp/v1/logs` and Loki's API out, on one port of 127.0.0.1.
 *
 * @throws UserError `port-taken`
 */
export async function startLogStore(options: LogStoreOptions): Promise<RunningLogStore> {
  const { port, maxRecords = mostRecords, maxBytes = mostLogBytes, maxBodyBytes = 64 * 2 ** 20 } = options;
  const { maxEntriesPerQuery = 5000, queryLimits = defaultQueryLimits } = options;
  const store = options.store ?? new LogStore({ maxRecords, maxBytes });
  const handler = lazyHandler(async () => {
    const { serveLogs } = await import('./serve-logs.ts');
    return serveLogs(store, { maxBodyBytes, maxEntriesPerQuery, queryLimits });
  });
  const onUpgrade = lazyHandler(async () => {
    const { serveTail } = await import('./tail/serve-tail.ts');
    return serveTail(store, { maxLimit: maxEntriesPerQuery, queryLimits });
  });
  const listener = await listen(port, 'the log store', handler, { onError: options.onError, onUpgrade });
  return {
    ...together(listener),
    url: listener.url,
    otlpUrl: `${listener.url}/otlp`,
    store,
    stats: () => store.stats(),
    close: (graceMs) => listener.close(graceMs),
  };
}
