import { unlimited } from '../../query-budget.ts';
import { groupLines, runLogQuery, type StreamResult } from '../engine/log-query.ts';
import { Line } from '../engine/line.ts';
import { compileSelector, compileStages } from '../engine/pipeline.ts';
import type { LogEntry } from '../log-entry.ts';
import type { LogStore } from '../log-store.ts';
import type { LogStream } from '../log-stream.ts';
import type { LogQuery } from '../logql/ast.ts';
import type { QueryBudget } from '../../query-budget.ts';

/** A message of Loki's `/tail`. Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#stream-logs */
export interface TailMessage {
  streams: StreamResult[];
  /** Lines that the client was too slow for; times in nanoseconds as text. */
  dropped_entries?: { labels: Record<string, string>; timestamp: string }[];
}

export interface TailOptions {
  query: LogQuery;
  send: (message: TailMessage) => void;
  /** Whether the client has so much to read that lines are dropped. */
  isSlow: () => boolean;
}

/** As many dropped lines are named in a message. */
const mostDropped = 100;

/** The new lines of a query, as they arrive. */
export class Tail {
  readonly #options: TailOptions;
  readonly #passes: (line: Line) => boolean;
  readonly #dropped: NonNullable<TailMessage['dropped_entries']> = [];
  readonly #unfollow: () => void;

  constructor(store: LogStore, options: TailOptions) {
    this.#options = options;
    const { matchers, stages } = options.query;
    this.#passes = compileStages(stages);
    const matches = compileSelector(matchers);
    this.#unfollow = store.follow((stream, entries) => {
      if (matches(stream.labels)) this.#take(stream, entries);
    });
  }

  end(): void {
    this.#unfollow();
  }

  #take({ labels }: LogStream, entries: readonly LogEntry[]): void {
    const found = entries.filter((entry) => this.#passes(new Line(labels, entry))).map((entry) => ({ labels, entry }));
    if (found.length === 0) return;
    if (this.#options.isSlow()) {
      for (const { entry } of found.slice(0, mostDropped - this.#dropped.length)) {
        this.#dropped.push({ labels: { ...labels }, timestamp: String(entry.time) });
      }
      return;
    }
    const streams = groupLines(found, this.#passes, unlimited);
    const dropped = this.#dropped.splice(0);
    this.#options.send({ streams, ...(dropped.length > 0 && { dropped_entries: dropped }) });
  }
}

/** The newest `limit` lines since `start`, in the order of their time: what a tail begins with. */
export function recentLines(
  store: LogStore,
  query: LogQuery,
  { start, end, limit }: { start: bigint; end: bigint; limit: number },
  budget: QueryBudget,
): StreamResult[] {
  const streams = runLogQuery(store, query, { start, end, limit, direction: 'backward' }, budget);
  return streams.map(({ stream, values }) => ({ stream, values: values.reverse() }));
}
