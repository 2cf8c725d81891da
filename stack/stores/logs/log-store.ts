import type { ExportLogsRequest } from '../../../lib/otlp/json/types.ts';
import type { Labels, LogEntry } from './log-entry.ts';
import { LogStream } from './log-stream.ts';
import { readRecords } from './read-records.ts';

export interface LogStoreLimits {
  maxRecords: number;
  /** Of lines and structured metadata, with what keeping them costs. */
  maxBytes: number;
}

/** The size of the store, and its counters since its start. */
export interface LogStats {
  streams: number;
  records: number;
  bytes: number;
  receivedRecords: number;
  /** Records that were there already: a retried export. */
  duplicateRecords: number;
  /** Records that were nested too deeply. */
  rejectedRecords: number;
  /** Requests answered with 4xx. */
  rejectedRequests: number;
  evictedRecords: number;
}

/** Logs in memory, bounded by their number and their bytes; the oldest record goes first, whatever its stream. */
export class LogStore {
  readonly #limits: LogStoreLimits;
  readonly #streams = new Map<string, LogStream>();
  readonly #followers = new Set<(stream: LogStream, entries: readonly LogEntry[]) => void>();
  readonly #stats: LogStats = {
    streams: 0,
    records: 0,
    bytes: 0,
    receivedRecords: 0,
    duplicateRecords: 0,
    rejectedRecords: 0,
    rejectedRequests: 0,
    evictedRecords: 0,
  };

  constructor(limits: LogStoreLimits) {
    this.#limits = limits;
  }

  /** Files the records of an export; `now` in nanoseconds since the epoch. */
  ingest(request: ExportLogsRequest, now: bigint): void {
    const batches = new Map<LogStream, LogEntry[]>();
    let labels: Labels | undefined;
    let batch: LogEntry[] = [];
    for (const record of readRecords(request, now)) {
      if (record.labels !== labels) {
        labels = record.labels;
        const stream = this.#streamOf(labels);
        batch = batches.get(stream) ?? [];
        batches.set(stream, batch);
      }
      batch.push(record.entry);
    }
    for (const [stream, entries] of batches) {
      const added = stream.add(entries);
      this.#stats.receivedRecords += entries.length;
      this.#stats.duplicateRecords += entries.length - added.entries.length;
      this.#stats.records += added.entries.length;
      this.#stats.bytes += added.bytes;
      for (const follower of this.#followers) follower(stream, added.entries);
    }
    this.#evict();
  }

  /** Calls `follower` with the new records of each export, by stream and sorted by time, until the returned function is called. */
  follow(follower: (stream: LogStream, entries: readonly LogEntry[]) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Counts records that never came here. */
  countRejectedRecords(count: number): void {
    this.#stats.receivedRecords += count;
    this.#stats.rejectedRecords += count;
  }

  countRejectedRequest(): void {
    this.#stats.rejectedRequests += 1;
  }

  streams(): IterableIterator<LogStream> {
    return this.#streams.values();
  }

  stats(): LogStats {
    return { ...this.#stats, streams: this.#streams.size };
  }

  #streamOf(labels: Labels): LogStream {
    const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(sorted);
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new LogStream(key, Object.fromEntries(sorted));
      this.#streams.set(key, stream);
    }
    return stream;
  }

  #evict(): void {
    while (this.#isOver()) {
      const [oldest, next] = this.#twoOldest();
      if (oldest === undefined) return;
      // As long as no other stream has an older record, the search for the oldest stream need not be repeated.
      do {
        const entry = oldest.shift();
        if (entry === undefined) break;
        this.#stats.records -= 1;
        this.#stats.bytes -= entry.bytes;
        this.#stats.evictedRecords += 1;
      } while (this.#isOver() && oldest.oldest !== undefined && (next === undefined || oldest.oldest.time <= next));
      if (oldest.size === 0) this.#streams.delete(oldest.key);
    }
  }

  #isOver(): boolean {
    return this.#stats.records > this.#limits.maxRecords || this.#stats.bytes > this.#limits.maxBytes;
  }

  /** The stream with the oldest record, and the time of the oldest record of all the others. */
  #twoOldest(): [LogStream | undefined, bigint | undefined] {
    let oldest: LogStream | undefined;
    let first: bigint | undefined;
    let second: bigint | undefined;
    for (const stream of this.#streams.values()) {
      const time = stream.oldest?.time;
      if (time === undefined) continue;
      if (first === undefined || time < first) {
        second = first;
        first = time;
        oldest = stream;
      } else if (second === undefined || time < second) {
        second = time;
      }
    }
    return [oldest, second];
  }
}
