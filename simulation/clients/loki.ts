import { LokiClient, type StoredLine } from '../../stack/clients/loki.ts';
import { runLogQuery } from '../../stack/stores/logs/engine/log-query.ts';
import { labelValue } from '../../stack/stores/logs/log-entry.ts';
import type { LogStore } from '../../stack/stores/logs/log-store.ts';
import type { LogStream } from '../../stack/stores/logs/log-stream.ts';
import { parseLogQL } from '../../stack/stores/logs/logql/parse.ts';

interface Window {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
}

/** Asks a log store of this thread what Loki's API would be asked. */
export class DirectLokiClient extends LokiClient {
  readonly #store: LogStore;

  /** `base` only appears in links. */
  constructor(base: string, store: LogStore) {
    super(base);
    this.#store = store;
  }

  override labels(window: Window): Promise<string[]> {
    return Promise.resolve(unique(this.#streams(window).flatMap(({ labels }) => Object.keys(labels))));
  }

  override labelValues(label: string, window: Window): Promise<string[]> {
    return Promise.resolve(unique(this.#streams(window).flatMap(({ labels }) => labelValue(labels, label) ?? [])));
  }

  protected override range(
    query: string,
    search: { start: bigint; end: bigint; limit: number; direction?: string },
  ): Promise<StoredLine[]> {
    const parsed = parseLogQL(query);
    if (parsed.kind !== 'log') return Promise.reject(new Error(`${query} is not a log query`));
    const direction = search.direction === 'forward' ? 'forward' : 'backward';
    const streams = runLogQuery(this.#store, parsed, { ...search, direction });
    const lines = streams.flatMap(({ stream, values }) =>
      values.map(([time, line]): StoredLine => ({ time: BigInt(time), line, labels: stream })),
    );
    const sign = direction === 'forward' ? 1 : -1;
    return Promise.resolve(lines.sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -sign : sign)));
  }

  #streams({ start, end }: Window): LogStream[] {
    const from = BigInt(Math.floor(start)) * 1_000_000n;
    const to = BigInt(Math.ceil(end)) * 1_000_000n;
    return [...this.#store.streams()].filter((stream) => stream.hasBetween(from, to + 1n));
  }
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}
