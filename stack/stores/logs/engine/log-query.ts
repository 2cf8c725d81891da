import type { LogQuery } from '../logql/ast.ts';
import { type QueryBudget, unlimited } from '../../query-budget.ts';
import type { Labels, LogEntry } from '../log-entry.ts';
import type { LogStore } from '../log-store.ts';
import { Line } from './line.ts';
import { compileStages, selectStreams } from './pipeline.ts';

/** A time and the pair around it. */
const bytesPerValue = 100;

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

interface Found {
  labels: Labels;
  entry: LogEntry;
}

/** A line that a query lets through, as its stages left it. */
export interface FoundLine extends Found {
  text: string;
}

/**
 * The first lines, in the direction asked for, that a log query lets through.
 *
 * @throws HttpError when the budget is used up
 */
export function runLogQuery(
  store: LogStore,
  query: LogQuery,
  range: LogRange,
  budget: QueryBudget = unlimited,
): StreamResult[] {
  const passes = compileStages(query.stages);
  return groupLines(search(store, query, range, passes, budget), passes, budget);
}

/**
 * The lines of such a query, without grouping them by their labels.
 *
 * @throws HttpError when the budget is used up
 */
export function findLines(store: LogStore, query: LogQuery, range: LogRange, budget: QueryBudget): FoundLine[] {
  const passes = compileStages(query.stages);
  return search(store, query, range, passes, budget).map(({ labels, entry }) => {
    budget.step();
    const line = new Line(labels, entry);
    passes(line);
    budget.hold(line.text.length);
    return { labels, entry, text: line.text };
  });
}

function search(
  store: LogStore,
  query: LogQuery,
  range: LogRange,
  passes: (line: Line) => boolean,
  budget: QueryBudget,
): Found[] {
  const sign = range.direction === 'forward' ? 1 : -1;
  const byTime = (a: Found, b: Found): number =>
    a.entry.time < b.entry.time ? -sign : a.entry.time > b.entry.time ? sign : 0;
  let found: Found[] = [];
  for (const { labels, entries } of selectEntries(store, query, range)) {
    let taken = 0;
    for (const entry of entries) {
      // More than the whole answer may hold are never needed of one stream.
      if (taken === range.limit) break;
      budget.step();
      if (!passes(new Line(labels, entry))) continue;
      found.push({ labels, entry });
      taken += 1;
    }
    // Nor of all streams so far: there may be thousands.
    if (found.length > 2 * range.limit) found = found.sort(byTime).slice(0, range.limit);
  }
  return found.sort(byTime).slice(0, range.limit);
}

function* selectEntries(
  store: LogStore,
  query: LogQuery,
  range: LogRange,
): Generator<{ labels: Labels; entries: LogEntry[] }> {
  for (const stream of selectStreams(store, query.matchers)) {
    const entries = stream.between(range.start, range.end);
    if (range.direction === 'backward') entries.reverse();
    yield { labels: stream.labels, entries };
  }
}

/**
 * Lines by their labels. The stages are applied once more: what they add to each line of the search would take many times
 * its memory.
 */
export function groupLines(
  found: readonly Found[],
  passes: (line: Line) => boolean,
  budget: QueryBudget,
): StreamResult[] {
  const results = new Map<string, StreamResult>();
  for (const { labels, entry } of found) {
    budget.step();
    const line = new Line(labels, entry);
    passes(line);
    const stream = sortLabels(line.labels());
    const key = JSON.stringify(stream);
    let result = results.get(key);
    if (result === undefined) {
      // The labels are there as an object, as a key, and in the answer.
      budget.hold(3 * key.length);
      results.set(key, (result = { stream, values: [] }));
    }
    budget.hold(line.text.length + bytesPerValue);
    result.values.push([String(entry.time), line.text]);
  }
  return [...results.values()];
}

/** The same labels by name, without empty ones, so that equal sets have equal JSON. */
export function sortLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).filter(([, value]) => value !== '');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
