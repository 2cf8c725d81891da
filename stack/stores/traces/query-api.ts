import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../http/http-error.ts';
import { sendMetrics } from '../http/send-metrics.ts';
import { decodeSegment, requestUrl } from '../http/url-parts.ts';
import { sendJson, sendPieces, sendText } from '../http/send.ts';
import { QueryBudget, type QueryLimits } from '../query-budget.ts';
import { parseRfc3339 } from '../time/rfc3339.ts';
import { LegacyApi, legacyError, legacyPaths } from './legacy/legacy-api.ts';
import { listOperations, listServices } from './operations.ts';
import { parseBool, parseTraceId, parseTraceQuery, read } from './query-params.ts';
import { searchTraces } from './search.ts';
import type { StoredTrace } from './stored-trace.ts';
import { traceToJson } from './to-otlp-json.ts';
import type { TraceStore } from './trace-store.ts';

const paths = [
  'GET /api/v3/services',
  'GET /api/v3/operations?service=NAME&spanKind=KIND',
  'GET /api/v3/traces?query.startTimeMin=TIME&query.startTimeMax=TIME&query.serviceName=NAME&...',
  'GET /api/v3/traces/TRACE_ID',
  ...legacyPaths,
  'GET /metrics',
];

/**
 * Jaeger's HTTP API v3 and its legacy API, as Jaeger 2.20 answers them.
 * Source: jaegertracing/jaeger, cmd/jaeger/internal/extension/jaegerquery/internal/apiv3.
 */
export class QueryApi {
  readonly #store: TraceStore;
  readonly #maxTraces: number;
  readonly #queryLimits: QueryLimits;
  readonly #legacy: LegacyApi;

  constructor(store: TraceStore, maxTraces: number, queryLimits: QueryLimits) {
    this.#store = store;
    this.#maxTraces = maxTraces;
    this.#queryLimits = queryLimits;
    this.#legacy = new LegacyApi(store, { maxTraces, queryLimits });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    try {
      await this.#route(request, response);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      // Jaeger writes its JSON errors through Go's http.Error, so they come as text with a line end.
      const isLegacy = /^\/api\/(?!v3\/)/.test(request.url ?? '');
      const body = isLegacy ? legacyError(error) : { error: { httpCode: error.status, message: error.message } };
      throw new HttpError(error.status, JSON.stringify(body), { cause: error });
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = requestUrl(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HttpError(405, `${request.method ?? ''} is not supported here; use GET`);
    }
    const traceId = /^\/api\/v3\/traces\/([^/]+)$/.exec(url.pathname)?.[1];
    if (traceId !== undefined) return this.#trace(decode(traceId), url.searchParams, response);
    const page = /^\/trace\/([^/]+)$/.exec(url.pathname)?.[1];
    if (page !== undefined) {
      // Links to Jaeger's page of a trace end at what there is to see of it here.
      response.writeHead(302, { location: `/api/v3/traces/${page}` }).end();
      return;
    }
    switch (url.pathname) {
      case '/':
        sendText(
          response,
          200,
          `The trace store of the embedded sandbox. It answers a part of Jaeger's API:\n${list()}`,
        );
        return;
      case '/metrics':
        sendMetrics(response, 'traces', this.#store.stats());
        return;
      case '/api/v3/services':
        sendJson(response, { services: listServices(this.#store) });
        return;
      case '/api/v3/operations':
        sendJson(response, this.#operations(url.searchParams));
        return;
      case '/api/v3/traces': {
        const query = parseTraceQuery(url.searchParams, this.#maxTraces);
        const found = searchTraces(this.#store.newestFirst(), query, new QueryBudget(this.#queryLimits));
        return this.#send(found, response);
      }
      default:
        if (await this.#legacy.answer(url.pathname, url.searchParams, response)) return;
        throw new HttpError(404, `This trace store does not answer ${url.pathname}; it answers:\n${list()}`);
    }
  }

  #operations(params: URLSearchParams): { operations: { name: string; spanKind: string }[] } {
    const service = params.get('service') ?? '';
    if (service === '') throw new HttpError(400, 'parameter service is required');
    const kind = (params.get('spanKind') || params.get('span_kind') || '').toLowerCase();
    return { operations: listOperations(this.#store, service, kind) };
  }

  #trace(idText: string, params: URLSearchParams, response: ServerResponse): Promise<void> {
    const id = parseTraceId(idText);
    // The times are hints for storages that are partitioned by time. They and rawTraces are only checked: what is
    // stored is raw.
    read(params, ['startTime', 'start_time'], parseRfc3339);
    read(params, ['endTime', 'end_time'], parseRfc3339);
    read(params, ['rawTraces', 'raw_traces'], parseBool);
    const trace = this.#store.get(id);
    return this.#send(trace ? [trace] : [], response);
  }

  async #send(traces: readonly StoredTrace[], response: ServerResponse): Promise<void> {
    if (traces.length === 0) throw new HttpError(404, 'No traces found');
    await sendPieces(response, pieces(traces, this.#queryLimits));
  }
}

/** A budget for each trace: other requests are served between them. */
function* pieces(traces: readonly StoredTrace[], limits: QueryLimits): Generator<string> {
  let before = '{"result":{"resourceSpans":[';
  for (const trace of traces) {
    for (const resourceSpans of traceToJson(trace, new QueryBudget(limits))) {
      yield before + JSON.stringify(resourceSpans);
      before = ',';
    }
  }
  yield ']}}';
}

function list(): string {
  return paths.map((path) => `  ${path}\n`).join('');
}

function decode(component: string): string {
  return decodeSegment(component, (quoted) => `malformed parameter trace_id: ${quoted} is not a valid path segment`);
}
