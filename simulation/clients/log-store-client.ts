import {
  inNanoseconds,
  inPages,
  type LogSearch,
  type LokiApi,
  type NanosecondSearch,
  queryUrl,
  sortByTime,
  type StoredLine,
  type TimeRange,
} from '../../stack/clients/loki.ts';
import { runLogQuery } from '../../stack/stores/logs/engine/log-query.ts';
import { labelValue } from '../../stack/stores/logs/log-entry.ts';
import type { LogStore } from '../../stack/stores/logs/log-store.ts';
import type { LogStream } from '../../stack/stores/logs/log-stream.ts';
import { parseLogQL } from '../../stack/stores/logs/logql/parse.ts';

/** Queries a log store in this thread, with the results that Loki's API would return. */
export class LogStoreClient implements LokiApi {
  readonly base: string;
  readonly #store: LogStore;

  /** `base` appears only in links. */
  constructor(base: string, store: LogStore) {
    this.base = base;
    this.#store = store;
  }

  queryRange(query: string, search: LogSearch): Promise<StoredLine[]> {
    return this.#query(query, inNanoseconds(search));
  }

  all(query: string, search: Omit<LogSearch, 'direction'>): AsyncGenerator<StoredLine[]> {
    return inPages(search, (page) => this.#query(query, page));
  }

  labels(range: TimeRange): Promise<string[]> {
    return Promise.resolve(unique(this.#streams(range).flatMap(({ labels }) => Object.keys(labels))));
  }

  labelValues(label: string, range: TimeRange): Promise<string[]> {
    return Promise.resolve(unique(this.#streams(range).flatMap(({ labels }) => labelValue(labels, label) ?? [])));
  }

  queryUrl(query: string, range: { start: number; end: number }): string {
    return queryUrl(this.base, query, range);
  }

  #query(query: string, search: NanosecondSearch): Promise<StoredLine[]> {
    const parsed = parseLogQL(query);
    if (parsed.kind !== 'log') return Promise.reject(new Error(`${query} is not a log query`));
    const { direction = 'backward' } = search;
    const streams = runLogQuery(this.#store, parsed, { ...search, direction });
    const lines = streams.flatMap(({ stream, values }) =>
      values.map(([time, line]): StoredLine => ({ time: BigInt(time), line, labels: stream })),
    );
    return Promise.resolve(sortByTime(lines, direction));
  }

  #streams(range: TimeRange): LogStream[] {
    const { start, end } = inNanoseconds(range);
    return [...this.#store.streams()].filter((stream) => stream.hasBetween(start, end + 1n));
  }
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}
