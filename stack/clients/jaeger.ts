import { requestJson, withQuery } from './http.ts';
import { asArray, asObject, asString } from '../../lib/json.ts';
import { readSpans, type StoredSpan } from '../../lib/otlp/json/read-spans.ts';

/** One trace as the store holds it. */
export interface StoredTrace {
  traceId: string;
  spans: StoredSpan[];
}

export interface TraceSearch {
  service: string;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** At most so many traces. */
  limit: number;
  operation?: string;
  /** Only traces in which one of the service's spans lasted at least so long. */
  minDurationMs?: number | undefined;
  /** At most so long. */
  maxDurationMs?: number | undefined;
  /** Only traces in which one of the service's spans, or its resource, has these attributes. */
  attributes?: Readonly<Record<string, string>>;
  /**
   * Only traces in which one of the service's spans is in error. An older Jaeger passes the condition over and gives
   * the others too.
   */
  failed?: boolean;
  signal?: AbortSignal | undefined;
}

/** The queries of a trace store that scenarios and views need. */
export interface JaegerApi {
  /** The store's address, for links. */
  readonly base: string;
  /** Names of all services that have spans, sorted. */
  services(signal?: AbortSignal): Promise<string[]>;
  /** Names of a service's operations, sorted. */
  operations(service: string, signal?: AbortSignal): Promise<string[]>;
  /** Traces that match a search, the newest first. */
  search(search: TraceSearch): Promise<StoredTrace[]>;
  /** A trace by its id; undefined if the store has none of its spans. */
  trace(traceId: string, signal?: AbortSignal): Promise<StoredTrace | undefined>;
  /** The page of Jaeger's UI that shows the trace. */
  traceUrl(traceId: string): string;
}

/** Queries Jaeger's HTTP API v3, whose 404 means that there is nothing to return. */
export class JaegerClient implements JaegerApi {
  readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  async services(signal?: AbortSignal): Promise<string[]> {
    const { value } = await requestJson(`${this.base}/api/v3/services`, { signal, also: [404] });
    return asArray(asObject(value).services).map(asString);
  }

  async operations(service: string, signal?: AbortSignal): Promise<string[]> {
    const url = withQuery(`${this.base}/api/v3/operations`, { service });
    const { value } = await requestJson(url, { signal, also: [404] });
    return asArray(asObject(value).operations).map((operation) => asString(asObject(operation).name));
  }

  async search(search: TraceSearch): Promise<StoredTrace[]> {
    const [start, end] = [new Date(search.start).toISOString(), new Date(search.end).toISOString()];
    const minDuration = milliseconds(search.minDurationMs);
    const maxDuration = milliseconds(search.maxDurationMs);
    const attributes = { ...search.attributes, ...(search.failed === true ? { error: 'true' } : {}) };
    const url = withQuery(`${this.base}/api/v3/traces`, {
      'query.serviceName': search.service,
      'query.startTimeMin': start,
      'query.startTimeMax': end,
      'query.searchDepth': search.limit,
      'query.operationName': search.operation,
      'query.durationMin': minDuration,
      'query.durationMax': maxDuration,
      'query.attributes': Object.keys(attributes).length === 0 ? undefined : JSON.stringify(attributes),
      // Under the names of older releases, which know no others. A newer one passes them over.
      'query.service_name': search.service,
      'query.start_time_min': start,
      'query.start_time_max': end,
      'query.num_traces': search.limit,
      'query.operation_name': search.operation,
      'query.duration_min': minDuration,
      'query.duration_max': maxDuration,
    });
    const { status, value } = await requestJson(url, { signal: search.signal, also: [404], timeoutMs: 30_000 });
    return status === 404 ? [] : byTrace(readSpans(asObject(value).result));
  }

  async trace(traceId: string, signal?: AbortSignal): Promise<StoredTrace | undefined> {
    const { status, value } = await requestJson(`${this.base}/api/v3/traces/${traceId}`, { signal, also: [404] });
    if (status === 404) return undefined;
    return byTrace(readSpans(asObject(value).result)).find((trace) => trace.traceId === traceId);
  }

  traceUrl(traceId: string): string {
    return traceUrl(this.base, traceId);
  }
}

function milliseconds(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms}ms`;
}

/** The page of Jaeger's UI that shows a trace. */
export function traceUrl(base: string, traceId: string): string {
  return `${base}/trace/${traceId}`;
}

/** Spans by their traces, in the order of each trace's first. */
export function byTrace(spans: StoredSpan[]): StoredTrace[] {
  const traces = new Map<string, StoredTrace>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace) trace.spans.push(span);
    else traces.set(span.traceId, { traceId: span.traceId, spans: [span] });
  }
  return [...traces.values()];
}
