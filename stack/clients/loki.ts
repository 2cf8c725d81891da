import { requestJson, withQuery } from './http.ts';
import { asArray, asLabels, asObject, asString } from '../../lib/json.ts';
import { type RangeSeries, seriesIn } from './prometheus.ts';

/** One log line; `labels` are its stream's and its structured metadata, which Loki merges when it answers. */
export interface StoredLine {
  /** Nanoseconds since the epoch. */
  time: bigint;
  line: string;
  labels: Record<string, string>;
}

export interface LogSearch {
  /** Milliseconds since the epoch; `start` included, `end` not. */
  start: number;
  end: number;
  limit: number;
  direction?: 'forward' | 'backward';
  signal?: AbortSignal | undefined;
}

/** A time range in milliseconds since the epoch; `start` is included, `end` is not. */
export interface TimeRange {
  start: number;
  end: number;
  signal?: AbortSignal | undefined;
}

/** A log query's time range in nanoseconds, with its limit and direction; backward by default. */
export interface NanosecondSearch {
  start: bigint;
  end: bigint;
  limit: number;
  direction?: 'forward' | 'backward';
  signal?: AbortSignal | undefined;
}

/** The queries of a log store that scenarios and views need. */
export interface LokiApi {
  /** The store's address, for links. */
  readonly base: string;
  /** The lines that a log query selects, sorted by time in the direction of the search. */
  queryRange(query: string, search: LogSearch): Promise<StoredLine[]>;
  /** All lines of a time range, page by page, at most `limit` in total. */
  all(query: string, search: Omit<LogSearch, 'direction'>): AsyncGenerator<StoredLine[]>;
  labels(range: TimeRange): Promise<string[]>;
  labelValues(label: string, range: TimeRange): Promise<string[]>;
  /** The URL of a query over HTTP, as evidence. */
  queryUrl(query: string, range: { start: number; end: number }): string;
}

/** The queries whose answers are numbers. */
export interface LokiMetricsApi {
  /** The series of a metric query, such as `sum(rate({service_name="order"}[1m]))`. */
  queryMetric(query: string, range: TimeRange & { stepMs: number }): Promise<RangeSeries[]>;
}

/** Queries Loki's HTTP API. */
export class LokiClient implements LokiApi, LokiMetricsApi {
  readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  queryRange(query: string, search: LogSearch): Promise<StoredLine[]> {
    return this.#query(query, inNanoseconds(search));
  }

  all(query: string, search: Omit<LogSearch, 'direction'>): AsyncGenerator<StoredLine[]> {
    return inPages(search, (page) => this.#query(query, page));
  }

  async labels(range: TimeRange): Promise<string[]> {
    const { value } = await requestJson(withQuery(`${this.base}/loki/api/v1/labels`, window(range)), {
      signal: range.signal,
    });
    return asArray(asObject(value).data).map(asString);
  }

  async labelValues(label: string, range: TimeRange): Promise<string[]> {
    const url = `${this.base}/loki/api/v1/label/${encodeURIComponent(label)}/values`;
    const { value } = await requestJson(withQuery(url, window(range)), { signal: range.signal });
    return asArray(asObject(value).data).map(asString);
  }

  queryUrl(query: string, range: { start: number; end: number }): string {
    return queryUrl(this.base, query, range);
  }

  async queryMetric(
    query: string,
    { stepMs, signal, ...range }: TimeRange & { stepMs: number },
  ): Promise<RangeSeries[]> {
    const url = withQuery(`${this.base}/loki/api/v1/query_range`, { query, ...window(range), step: stepMs / 1000 });
    const { data } = asObject((await requestJson(url, { signal, timeoutMs: 30_000 })).value);
    const { resultType } = asObject(data);
    if (resultType !== 'matrix') throw new Error(`GET ${url} -> ${asString(resultType)} in place of series`);
    return seriesIn(data);
  }

  async #query(query: string, search: NanosecondSearch): Promise<StoredLine[]> {
    const url = withQuery(`${this.base}/loki/api/v1/query_range`, {
      query,
      start: String(search.start),
      end: String(search.end),
      limit: search.limit,
      direction: search.direction ?? 'backward',
    });
    const { value } = await requestJson(url, { signal: search.signal, timeoutMs: 30_000 });
    const { resultType, result } = asObject(asObject(value).data);
    if (resultType !== 'streams') throw new Error(`GET ${url} -> ${asString(resultType)} in place of log lines`);
    const lines = asArray(result).flatMap((stream) => {
      const { stream: labels, values } = asObject(stream);
      return asArray(values).map((entry) => lineOf(asArray(entry), asLabels(labels)));
    });
    return sortByTime(lines, search.direction);
  }
}

/** The URL of a range query of Loki's HTTP API. */
export function queryUrl(base: string, query: string, range: { start: number; end: number }): string {
  return withQuery(`${base}/loki/api/v1/query_range`, { query, ...window(range) });
}

/** Rounds a search in milliseconds to the range in nanoseconds that contains it. */
export function inNanoseconds<T extends { start: number; end: number }>(
  search: T,
): Omit<T, 'start' | 'end'> & { start: bigint; end: bigint } {
  return {
    ...search,
    start: BigInt(Math.floor(search.start)) * 1_000_000n,
    end: BigInt(Math.ceil(search.end)) * 1_000_000n,
  };
}

/** Runs a forward search page by page, until its end or `limit` lines; Loki limits how many one response may have. */
export async function* inPages(
  search: Omit<LogSearch, 'direction'>,
  query: (page: NanosecondSearch) => Promise<StoredLine[]>,
): AsyncGenerator<StoredLine[]> {
  const pageSize = 2000;
  let { start } = inNanoseconds(search);
  const { end } = inNanoseconds(search);
  for (let left = search.limit; left > 0 && start < end;) {
    const limit = Math.min(pageSize, left);
    const lines = await query({ start, end, limit, direction: 'forward', signal: search.signal });
    if (lines.length > 0) yield lines;
    const last = lines.at(-1);
    if (last === undefined || lines.length < limit) return;
    left -= lines.length;
    // Lines of the same nanosecond on both sides of the end of a page are returned twice rather than missed.
    start = last.time === start ? start + 1n : last.time;
  }
}

/** Sorts lines in place. */
export function sortByTime(lines: StoredLine[], direction: 'forward' | 'backward' = 'backward'): StoredLine[] {
  const sign = direction === 'forward' ? 1 : -1;
  return lines.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -sign : sign));
}

function lineOf([time, line, metadata]: unknown[], stream: Record<string, string>): StoredLine {
  const own = metadata === undefined ? stream : { ...stream, ...asLabels(metadata) };
  return { time: BigInt(asString(time)), line: asString(line), labels: own };
}

function window(range: { start: number; end: number }): { start: string; end: string } {
  const { start, end } = inNanoseconds(range);
  return { start: String(start), end: String(end) };
}
