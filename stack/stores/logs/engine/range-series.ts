import type { Grouping, RangeAggregation } from '../logql/ast.ts';
import { QueryError } from '../logql/query-error.ts';
import type { QueryBudget } from '../../query-budget.ts';
import type { LogStore } from '../log-store.ts';
import { Line } from './line.ts';
import type { TimeRange } from '../params.ts';
import { compileStages, selectStreams } from './pipeline.ts';
import { groupLabels, identify, type Sample, type Vector } from './vector.ts';

/** A time and a weight in the lists of a series. */
const bytesPerLine = 16;
const bytesPerSeries = 300;

interface Series extends Pick<Sample, 'key' | 'labels'> {
  times: bigint[];
  weights: number[];
  /** The window of the last step: entries `from` to `to`, with the sum of their weights. */
  from: number;
  to: number;
  sum: number;
}

/**
 * Reads the lines under a range function once, for all steps of a query.
 *
 * @param grouping the grouping of a `sum` around it, applied line by line so that series do not multiply for nothing
 * @returns the vector of a step; to be called with rising times between `start` and `end`
 * @throws HttpError when the budget is used up
 */
export function rangeVector(
  store: LogStore,
  expr: RangeAggregation,
  range: TimeRange,
  budget: QueryBudget,
  grouping: { by: Grouping | undefined } | undefined,
): (time: bigint) => Vector {
  const series = [...readSeries(store, expr, range, budget, grouping).values()];
  const seconds = Number(expr.range) / 1e9;
  const perSecond = expr.function === 'rate' || expr.function === 'bytes_rate';
  return (time) => {
    const to = time - expr.offset;
    const vector: Vector = [];
    for (const one of series) {
      budget.step();
      slide(one, to - expr.range, to);
      if (one.to === one.from) continue;
      vector.push({ key: one.key, labels: one.labels, value: perSecond ? one.sum / seconds : one.sum });
    }
    return vector;
  };
}

function readSeries(
  store: LogStore,
  expr: RangeAggregation,
  { start, end }: TimeRange,
  budget: QueryBudget,
  grouping: { by: Grouping | undefined } | undefined,
): Map<string, Series> {
  const passes = compileStages(expr.query.stages);
  const countsBytes = expr.function === 'bytes_over_time' || expr.function === 'bytes_rate';
  const all = new Map<string, Series>();
  for (const stream of selectStreams(store, expr.query.matchers)) {
    // A window holds (time - range, time]: its start not, its end included.
    for (const entry of stream.between(start - expr.offset - expr.range + 1n, end - expr.offset + 1n)) {
      budget.step();
      const line = new Line(stream.labels, entry);
      if (!passes(line)) continue;
      if (line.error !== undefined) throw pipelineError(line);
      const { key, labels } = identify(labelsOf(line, grouping));
      let one = all.get(key);
      if (one === undefined) {
        // The labels are there as an object and as a key.
        budget.hold(2 * key.length + bytesPerSeries);
        all.set(key, (one = { key, labels, times: [], weights: [], from: 0, to: 0, sum: 0 }));
      }
      budget.hold(bytesPerLine);
      one.times.push(entry.time);
      one.weights.push(countsBytes ? Buffer.byteLength(line.text) : 1);
    }
  }
  for (const one of all.values()) sortByTime(one);
  return all;
}

/** With `by` only the labels that it names are looked up: a line has dozens, and there are many lines. */
function labelsOf(line: Line, grouping: { by: Grouping | undefined } | undefined): Record<string, string> {
  if (grouping === undefined) return line.labels();
  if (grouping.by?.without) return groupLabels(line.labels(), grouping.by);
  return Object.fromEntries((grouping.by?.labels ?? []).map((name) => [name, line.get(name) ?? '']));
}

/** Entries of several streams may have come together in one series. */
function sortByTime(series: Series): void {
  const { times, weights } = series;
  if (times.every((time, i) => i === 0 || (times[i - 1] ?? 0n) <= time)) return;
  const order = times.map((_, i) => i).sort((a, b) => ((times[a] ?? 0n) < (times[b] ?? 0n) ? -1 : 1));
  series.times = order.map((i) => times[i] ?? 0n);
  series.weights = order.map((i) => weights[i] ?? 0);
}

function slide(series: Series, after: bigint, upTo: bigint): void {
  const { times, weights } = series;
  for (; series.to < times.length && (times[series.to] ?? 0n) <= upTo; series.to += 1)
    series.sum += weights[series.to] ?? 0;
  for (; series.from < series.to && (times[series.from] ?? 0n) <= after; series.from += 1) {
    series.sum -= weights[series.from] ?? 0;
  }
}

function pipelineError(line: Line): QueryError {
  const error = line.error ?? '';
  return new QueryError(
    `pipeline error: '${error}' for series: '${JSON.stringify(line.labels())}'. ` +
      `Use a label filter to intentionally skip this error. (e.g | __error__!="${error}")`,
  );
}
