import type { IncomingMessage, ServerResponse } from 'node:http';
import { packageVersion } from '../../../lib/paths.ts';
import { HttpError } from '../http/http-error.ts';
import { sendMetrics } from '../http/send-metrics.ts';
import { readBody } from '../http/read-body.ts';
import { sendJson, sendText } from '../http/send.ts';
import { requestUrl } from '../http/url-parts.ts';
import { QueryBudget, type QueryLimits } from '../query-budget.ts';
import { runLogQuery } from './engine/log-query.ts';
import { formatValue, runInstantQuery, runRangeQuery, seconds } from './engine/metric-query.ts';
import type { LogStore } from './log-store.ts';
import { parseLogQL } from './logql/parse.ts';
import { QueryError } from './logql/query-error.ts';
import { ExploreApi, explorePaths } from './explore-api.ts';
import { readDirection, readLimit, readRange, readStep, readTime, type TimeRange } from './params.ts';
import { unixNow } from '../unix-now.ts';

const paths = [
  'POST /otlp/v1/logs',
  'GET /loki/api/v1/query_range?query=LOGQL&start=TIME&end=TIME&limit=N&direction=backward|forward&step=DURATION',
  'GET /loki/api/v1/query?query=METRIC_LOGQL&time=TIME',
  ...explorePaths,
  'WebSocket /loki/api/v1/tail?query=LOGQL&start=TIME&limit=N&delay_for=SECONDS',
  'GET /loki/api/v1/status/buildinfo',
  'GET /metrics',
  'GET /ready',
];

const maxFormBytes = 2 ** 20;
const prefix = '/loki/api/v1/';

/**
 * The part of Loki's HTTP API that the sandbox asks. Source:
 * https://grafana.com/docs/loki/latest/reference/loki-http-api/
 */
export class QueryApi {
  readonly #store: LogStore;
  readonly #maxLimit: number;
  readonly #queryLimits: QueryLimits;
  readonly #explore: ExploreApi;

  constructor(store: LogStore, maxLimit: number, queryLimits: QueryLimits) {
    this.#store = store;
    this.#maxLimit = maxLimit;
    this.#queryLimits = queryLimits;
    this.#explore = new ExploreApi(store, { maxLimit, queryLimits });
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = requestUrl(request);
    const params = await readParams(request, url);
    try {
      this.#route(url.pathname, params, response);
    } catch (error) {
      if (error instanceof QueryError) throw new HttpError(400, error.message, { cause: error });
      throw error;
    }
  }

  #route(path: string, params: URLSearchParams, response: ServerResponse): void {
    const explored = path.startsWith(prefix) && this.#explore.answer(path.slice(prefix.length), params);
    if (explored) {
      sendJson(response, explored);
      return;
    }
    switch (path) {
      case '/':
        sendText(response, 200, `The log store of the embedded sandbox. It answers a part of Loki's API:\n${list()}`);
        return;
      case '/ready':
        sendText(response, 200, 'ready\n');
        return;
      case '/metrics':
        sendMetrics(response, 'logs', this.#store.stats());
        return;
      case '/loki/api/v1/status/buildinfo':
        // The version whose API this follows, and whose store it really is.
        sendJson(response, { version: `3.7.6+sandbox.${packageVersion}`, edition: 'sandbox' });
        return;
      case '/loki/api/v1/query_range':
        sendJson(response, { status: 'success', data: { ...this.#queryRange(params), stats: {} } });
        return;
      case '/loki/api/v1/query':
        sendJson(response, { status: 'success', data: { ...this.#query(params), stats: {} } });
        return;
      case '/loki/api/v1/tail':
        throw new HttpError(400, 'GET /loki/api/v1/tail is a WebSocket: the request must ask for this protocol.');
      default:
        throw new HttpError(404, `This log store does not answer ${path}; it answers:\n${list()}`);
    }
  }

  #queryRange(params: URLSearchParams): { resultType: string; result: unknown[] } {
    const budget = new QueryBudget(this.#queryLimits);
    const query = parseLogQL(params.get('query') ?? '');
    const range = readRange(params, unixNow());
    if (range.end < range.start) throw new HttpError(400, 'end timestamp must not be before or equal to start time');
    if (query.kind === 'log') {
      const limit = readLimit(params, this.#maxLimit);
      const result = runLogQuery(this.#store, query, { ...range, limit, direction: readDirection(params) }, budget);
      return { resultType: 'streams', result };
    }
    const step = readStep(params, range);
    const result = runRangeQuery(this.#store, query, { ...align(range, step), step }, budget);
    return { resultType: 'matrix', result };
  }

  #query(params: URLSearchParams): { resultType: string; result: unknown } {
    const query = parseLogQL(params.get('query') ?? '');
    if (query.kind === 'log') {
      const problem =
        'log queries are not supported as an instant query type, please change your query to a range query type';
      throw new QueryError(problem);
    }
    const time = readTime(params, 'time') ?? unixNow();
    const value = runInstantQuery(this.#store, query, time, new QueryBudget(this.#queryLimits));
    if (typeof value === 'number') return { resultType: 'scalar', result: [seconds(time), formatValue(value)] };
    const result = value.map((sample) => ({
      metric: sample.labels,
      value: [seconds(time), formatValue(sample.value)],
    }));
    return { resultType: 'vector', result };
  }
}

/** The parameters of the URL, and those of a form in a POST. */
async function readParams(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    request.resume();
    return url.searchParams;
  }
  if (request.method !== 'POST') {
    request.resume();
    throw new HttpError(405, `${request.method ?? ''} is not supported here; use GET or POST`);
  }
  const form = new URLSearchParams((await readBody(request, maxFormBytes)).toString('utf8'));
  return new URLSearchParams([...form, ...url.searchParams]);
}

/** Like Loki's query frontend: the start goes down and the end up to a multiple of the step. */
function align({ start, end }: TimeRange, step: bigint): TimeRange {
  const over = end % step;
  return { start: start - (start % step), end: over === 0n ? end : end - over + step };
}

function list(): string {
  return paths.map((path) => `  ${path}\n`).join('');
}
