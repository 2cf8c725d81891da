import { requestJson, withQuery } from './http.ts';
import { asArray, asLabels, asObject, asString } from '../../lib/json.ts';

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

/** Asks Loki's HTTP API. */
export class LokiClient {
  readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  /** The lines that a log query selects, sorted by time in the direction asked for. */
  async queryRange(query: string, search: LogSearch): Promise<StoredLine[]> {
    const start = BigInt(Math.floor(search.start)) * 1_000_000n;
    const end = BigInt(Math.ceil(search.end)) * 1_000_000n;
    return this.range(query, { ...search, start, end });
  }

  /** Every line of the window, asked for page by page, at most `limit` in all. */
  async *all(query: string, search: Omit<LogSearch, 'direction'>): AsyncGenerator<StoredLine[]> {
    const page = 2000;
    const end = BigInt(Math.ceil(search.end)) * 1_000_000n;
    let start = BigInt(Math.floor(search.start)) * 1_000_000n;
    for (let left = search.limit; left > 0 && start < end;) {
      const limit = Math.min(page, left);
      const lines = await this.range(query, { start, end, limit, direction: 'forward', signal: search.signal });
      if (lines.length > 0) yield lines;
      const last = lines.at(-1);
      if (last === undefined || lines.length < limit) return;
      left -= lines.length;
      // Lines of one nanosecond on both sides of a page's end are read again rather than passed over.
      start = last.time === start ? start + 1n : last.time;
    }
  }

  async labels(range: { start: number; end: number; signal?: AbortSignal | undefined }): Promise<string[]> {
    const { value } = await requestJson(withQuery(`${this.base}/loki/api/v1/labels`, window(range)), {
      signal: range.signal,
    });
    return asArray(asObject(value).data).map(asString);
  }

  async labelValues(
    label: string,
    range: { start: number; end: number; signal?: AbortSignal | undefined },
  ): Promise<string[]> {
    const url = `${this.base}/loki/api/v1/label/${encodeURIComponent(label)}/values`;
    const { value } = await requestJson(withQuery(url, window(range)), { signal: range.signal });
    return asArray(asObject(value).data).map(asString);
  }

  /** The request that `queryRange` sends, as evidence. */
  queryUrl(query: string, range: { start: number; end: number }): string {
    return withQuery(`${this.base}/loki/api/v1/query_range`, { query, ...window(range) });
  }

  protected async range(
    query: string,
    search: { start: bigint; end: bigint; limit: number; direction?: string; signal?: AbortSignal | undefined },
  ): Promise<StoredLine[]> {
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
    const sign = search.direction === 'forward' ? 1 : -1;
    return lines.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -sign : sign));
  }
}

function lineOf([time, line, metadata]: unknown[], stream: Record<string, string>): StoredLine {
  const own = metadata === undefined ? stream : { ...stream, ...asLabels(metadata) };
  return { time: BigInt(asString(time)), line: asString(line), labels: own };
}

function window(range: { start: number; end: number }): { start: string; end: string } {
  return {
    start: String(BigInt(Math.floor(range.start)) * 1_000_000n),
    end: String(BigInt(Math.ceil(range.end)) * 1_000_000n),
  };
}
