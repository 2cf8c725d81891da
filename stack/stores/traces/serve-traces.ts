import { exportTraceRequest } from '../../../lib/otlp/codec/schema.ts';
import { HttpError } from '../http/http-error.ts';
import type { Handler } from '../http/listen.ts';
import { type OtlpReceiver, receiveOtlp } from '../http/receive-otlp.ts';
import type { QueryLimits } from '../query-budget.ts';
import { QueryApi } from './query-api.ts';
import type { TraceStore } from './trace-store.ts';

export interface ServeTracesOptions {
  maxTraces: number;
  maxBodyBytes: number;
  queryLimits: QueryLimits;
}

/** Jaeger's API. */
export function serveQueries(store: TraceStore, { maxTraces, queryLimits }: ServeTracesOptions): Handler {
  const api = new QueryApi(store, maxTraces, queryLimits);
  return (request, response) => api.handle(request, response);
}

/** OTLP/HTTP at `/v1/traces`. */
export function serveOtlp(store: TraceStore, { maxBodyBytes }: ServeTracesOptions): Handler {
  const receiver: OtlpReceiver = {
    type: exportTraceRequest,
    refusedField: 'rejectedSpans',
    items: ['resourceSpans', 'scopeSpans', 'spans'],
    maxBodyBytes,
    accept: (body) => store.ingest(body),
    onTooDeep: (count) => store.countRejectedSpans(count),
    onRefused: () => store.countRejectedRequest(),
  };
  return (request, response) => {
    if (request.url?.split('?')[0] === '/v1/traces') return receiveOtlp(receiver, request, response);
    throw new HttpError(404, 'The OTLP receiver of the trace store answers POST /v1/traces only');
  };
}
