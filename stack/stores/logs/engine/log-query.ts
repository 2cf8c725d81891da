import type { LogQuery } from '../logql/ast.ts';
import type { LogEntry } from '../log-entry.ts';
import type { LogStore } from '../log-store.ts';
import { Line } from './line.ts';
import { compileStages, selectStreams } from './pipeline.ts';

export interface LogRange {
  /** Nanoseconds since the epoch; `start` included, `end` not. */
  start: bigint;
  end: bigint;
  /** At most so many lines, of all streams together. */
  limit: number;
  direction: 'forward' | 'backward';
}

/** Lines with the same labels, in the direction asked for: time in nanoseconds as text, and line. */
export interface StreamResult {
  stream: Record<string, string>;
  values: [string, string][];
}

/** The first lines, in the direction asked for, that a log query lets through. */
export function runLogQuery(store: LogStore, query: LogQuery, range: LogRange): StreamResult[] {
  const passes = compileStages(query.stages);
  const found: Line[] = [];
  for (const stream of selectStreams(store, query.matchers)) {
    const entries = stream.between(range.start, range.end);
    if (range.direction === 'backward') entries.reverse();
    collect(entries, stream.labels, passes, range.limit, found);
  }
  const sign = range.direction === 'forward' ? 1 : -1;
  found.sort((a, b) => (a.entry.time < b.entry.time ? -sign : a.entry.time > b.entry.time ? sign : 0));
  return group(found.slice(0, range.limit));
}

/** Adds the first lines of one stream; more than the whole answer may hold are never needed of it. */
function collect(
  entries: readonly LogEntry[],
  labels: Line['stream'],
  passes: (line: Line) => boolean,
  limit: number,
  into: Line[],
): void {
  let taken = 0;
  for (const entry of entries) {
    if (taken === limit) return;
    const line = new Line(labels, entry);
    if (!passes(line)) continue;
    into.push(line);
    taken += 1;
  }
}

function group(lines: readonly Line[]): StreamResult[] {
  const results = new Map<string, StreamResult>();
  for (const line of lines) {
    const stream = sortLabels(line.labels());
    const key = JSON.stringify(stream);
    let result = results.get(key);
    if (result === undefined) results.set(key, (result = { stream, values: [] }));
    result.values.push([String(line.entry.time), line.text]);
  }
  return [...results.values()];
}

/** The same labels by name, without empty ones, so that equal sets have equal JSON. */
export function sortLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).filter(([, value]) => value !== '');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
