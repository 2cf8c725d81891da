import { type Interruptible, together } from '../../components/interruptible.ts';
import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { listen } from '../http/listen.ts';
import { type OtlpReceiver, receiveOtlp } from '../http/receive-otlp.ts';
import { exportLogsRequest } from '../../../lib/otlp/codec/schema.ts';
import type { ExportLogsRequest } from '../../../lib/otlp/json/types.ts';
import { defaultQueryLimits, type QueryLimits } from '../query-budget.ts';
import { LogStore, type LogStats } from './log-store.ts';
import { QueryApi } from './query-api.ts';

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
  /**
   * The records of an earlier start, to go on with; with it the two limits of records are those that it was made with.
   */
  store?: LogStore;
}

/** A running log store; both URLs are without a trailing slash. */
export interface RunningLogStore extends Interruptible {
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
  const store = options.store ?? new LogStore({ maxRecords, maxBytes });
  const api = new QueryApi(store, options.maxEntriesPerQuery ?? 5000, options.queryLimits ?? defaultQueryLimits);
  const receiver: OtlpReceiver = {
    type: exportLogsRequest,
    refusedField: 'rejectedLogRecords',
    items: ['resourceLogs', 'scopeLogs', 'logRecords'],
    maxBodyBytes,
    accept: (body) => {
      store.ingest(decodeMessage<ExportLogsRequest>(exportLogsRequest, body), BigInt(Date.now()) * 1_000_000n);
      return undefined;
    },
    onTooDeep: (count) => store.countRejectedRecords(count),
    onRefused: () => store.countRejectedRequest(),
  };
  const listener = await listen(port, 'the log store', (request, response) =>
    request.url?.split('?')[0] === '/otlp/v1/logs'
      ? receiveOtlp(receiver, request, response)
      : api.handle(request, response),
  );
  return {
    ...together(listener),
    url: listener.url,
    otlpUrl: `${listener.url}/otlp`,
    store,
    stats: () => store.stats(),
    close: (graceMs) => listener.close(graceMs),
  };
}
