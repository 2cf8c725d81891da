import { type Interruptible, together } from '../../components/interruptible.ts';
import { HttpError } from '../http/http-error.ts';
import { listen, type Listener } from '../http/listen.ts';
import { receiveOtlp, type OtlpReceiver } from '../http/receive-otlp.ts';
import { exportTraceRequest } from '../../../lib/otlp/codec/schema.ts';
import { defaultQueryLimits, type QueryLimits } from '../query-budget.ts';
import { QueryApi } from './query-api.ts';
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
}

/** A running trace store; both URLs are without a trailing slash. */
export interface RunningTraceStore extends Interruptible {
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
  const api = new QueryApi(store, maxTraces, options.queryLimits ?? defaultQueryLimits);
  const receiver: OtlpReceiver = {
    type: exportTraceRequest,
    refusedField: 'rejectedSpans',
    items: ['resourceSpans', 'scopeSpans', 'spans'],
    maxBodyBytes,
    accept: (body) => store.ingest(body),
    onTooDeep: (count) => store.countRejectedSpans(count),
    onRefused: () => store.countRejectedRequest(),
  };
  const query = await listen(port, 'the trace store', (request, response) => api.handle(request, response));
  let otlp: Listener;
  try {
    otlp = await listen(otlpPort, "the trace store's OTLP receiver", (request, response) => {
      if (request.url?.split('?')[0] === '/v1/traces') return receiveOtlp(receiver, request, response);
      request.resume();
      throw new HttpError(404, 'The OTLP receiver of the trace store answers POST /v1/traces only');
    });
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
