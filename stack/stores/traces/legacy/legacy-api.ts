import type { ServerResponse } from 'node:http';
import { HttpError } from '../../http/http-error.ts';
import { decodeSegment } from '../../http/url-parts.ts';
import { sendJson, sendPieces } from '../../http/send.ts';
import { QueryBudget, type QueryLimits } from '../../query-budget.ts';
import { unixNow } from '../../unix-now.ts';
import { listOperations, listServices } from '../operations.ts';
import { parseTraceId } from '../query-params.ts';
import { searchTraces } from '../search.ts';
import type { StoredTrace } from '../stored-trace.ts';
import type { TraceStore } from '../trace-store.ts';
import { findDependencies } from './dependencies.ts';
import { parseLegacySearch, parseLookback } from './params.ts';
import { toUiTrace, uiTraceId } from './ui-trace.ts';

export interface LegacyApiOptions {
  maxTraces: number;
  queryLimits: QueryLimits;
}

export const legacyPaths = [
  'GET /api/services',
  'GET /api/services/NAME/operations',
  'GET /api/operations?service=NAME&spanKind=KIND',
  'GET /api/traces?service=NAME&operation=NAME&start=MICROSECONDS&end=MICROSECONDS&tags=JSON&limit=N&...',
  'GET /api/traces/TRACE_ID',
  'GET /api/dependencies?endTs=MILLISECONDS&lookback=MILLISECONDS',
];

interface TraceError {
  msg: string;
  traceID: string;
}

/**
 * The API of Jaeger's own UI, which Grafana and older tools use.
 * Source: jaegertracing/jaeger, jaegerquery/internal/http_handler.go, as of 2.20.
 */
export class LegacyApi {
  readonly #store: TraceStore;
  readonly #options: LegacyApiOptions;

  constructor(store: TraceStore, options: LegacyApiOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Answers a path below `/api/`; returns false where it does not know it. */
  async answer(path: string, params: URLSearchParams, response: ServerResponse): Promise<boolean> {
    const service = /^\/api\/services\/([^/]+)\/operations$/.exec(path)?.[1];
    const traceId = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
    if (service !== undefined) {
      const names = listOperations(this.#store, decode(service)).map(({ name }) => name);
      sendList(response, [...new Set(names)]);
    } else if (traceId !== undefined) {
      const trace = this.#store.get(parseTraceId(decode(traceId)));
      if (!trace) throw new HttpError(404, 'trace not found');
      await this.#send(response, [trace]);
    } else if (path === '/api/services') {
      sendList(response, listServices(this.#store));
    } else if (path === '/api/operations') {
      const name = params.get('service') ?? '';
      if (name === '') throw new HttpError(400, "parameter 'service' is required");
      sendList(response, listOperations(this.#store, name, params.get('spanKind') ?? ''));
    } else if (path === '/api/traces') {
      await this.#search(params, response);
    } else if (path === '/api/dependencies') {
      this.#dependencies(params, response);
    } else if (path.startsWith('/api/metrics/')) {
      throw new HttpError(501, 'metrics querying is currently disabled: the sandbox has them in Prometheus');
    } else if (/^\/api\/(archive\/.*|transform|deep-dependencies|quality-metrics)$/.test(path)) {
      throw new HttpError(501, `${path} is not supported by the trace store of the embedded sandbox`);
    } else {
      return false;
    }
    return true;
  }

  async #search(params: URLSearchParams, response: ServerResponse): Promise<void> {
    const search = parseLegacySearch(params, unixNow(), this.#options.maxTraces);
    if (!Array.isArray(search)) {
      const budget = new QueryBudget(this.#options.queryLimits);
      return this.#send(response, searchTraces(this.#store.newestFirst(), search, budget));
    }
    const found = search.flatMap((id) => this.#store.get(id) ?? []);
    const missing = search.filter((id) => !this.#store.get(id));
    return this.#send(
      response,
      found,
      missing.map((id) => ({ msg: 'trace not found', traceID: uiTraceId(id) })),
    );
  }

  #send(response: ServerResponse, traces: readonly StoredTrace[], errors: readonly TraceError[] = []): Promise<void> {
    return sendPieces(response, pieces(traces, errors, this.#options.queryLimits));
  }

  #dependencies(params: URLSearchParams, response: ServerResponse): void {
    const budget = new QueryBudget(this.#options.queryLimits);
    const all = findDependencies(this.#store.newestFirst(), parseLookback(params, unixNow()), budget);
    const service = params.get('service') ?? '';
    const data = all.filter(({ parent, child }) => service === '' || parent === service || child === service);
    sendJson(response, { data, ...noPage, errors: null });
  }
}

const noPage = { total: 0, limit: 0, offset: 0 };

/** The body of an error. */
export function legacyError({ status, message }: HttpError): unknown {
  return { data: null, ...noPage, errors: [{ code: status, msg: message }] };
}

function sendList(response: ServerResponse, data: readonly unknown[]): void {
  sendJson(response, { data, ...noPage, total: data.length, errors: null });
}

function* pieces(
  traces: readonly StoredTrace[],
  errors: readonly TraceError[],
  limits: QueryLimits,
): Generator<string> {
  let before = '{"data":[';
  for (const trace of traces) {
    // A budget for each: other requests are served between them.
    yield before + JSON.stringify(toUiTrace(trace, new QueryBudget(limits)));
    before = ',';
  }
  const rest = { ...noPage, errors: errors.length === 0 ? null : errors };
  yield `${traces.length === 0 ? before : ''}],${JSON.stringify(rest).slice(1)}`;
}

function decode(component: string): string {
  return decodeSegment(component, (quoted) => `${quoted} is not a valid path segment`);
}
