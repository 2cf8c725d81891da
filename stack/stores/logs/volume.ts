import { HttpError } from '../http/http-error.ts';
import type { QueryBudget } from '../query-budget.ts';
import type { Labels, LogEntry } from './log-entry.ts';
import type { LogStream } from './log-stream.ts';
import type { Matcher } from './logql/ast.ts';

export interface VolumeOptions {
  /** Labels by which volumes are summed, of streams that have all of them; without any, those of the matchers. */
  targetLabels: readonly string[];
  matchers: readonly Matcher[];
  /** `series` sums by the values of the labels, `labels` by their names: without target labels by those of all. */
  aggregateBy: string;
  /** Most volumes that are returned. */
  limit: number;
}

interface Volume {
  metric: Record<string, string>;
  bytes: number;
}

/** One time range, in nanoseconds: start included, end not. */
interface Bucket {
  start: bigint;
  end: bigint;
}

/**
 * How many bytes the streams have in each bucket, the largest sums first.
 * Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-log-volume
 *
 * @throws HttpError when the budget is used up
 */
export function sumVolumes(
  streams: readonly LogStream[],
  buckets: readonly Bucket[],
  options: VolumeOptions,
  budget: QueryBudget,
): { metric: Record<string, string>; bytes: number[] }[] {
  const { aggregateBy, limit } = options;
  if (aggregateBy !== 'series' && aggregateBy !== 'labels') {
    throw new HttpError(400, `invalid aggregateBy "${aggregateBy}": it is series or labels`);
  }
  const { targetLabels, matchers } = options;
  const hasTargets = targetLabels.length > 0;
  const names = hasTargets ? targetLabels : aggregateBy === 'labels' ? [] : matchers.map(({ name }) => name);
  const sums = new Map<string, { metric: Record<string, string>; bytes: number[]; total: number }>();
  for (const stream of streams) {
    if (hasTargets && !targetLabels.every((name) => Object.hasOwn(stream.labels, name))) continue;
    const metrics = metricsOf(stream.labels, names, aggregateBy);
    for (const [index, { start, end }] of buckets.entries()) {
      const bytes = sizeOf(stream.between(start, end), budget);
      if (bytes === 0) continue;
      for (const metric of metrics) {
        const key = JSON.stringify(metric);
        let sum = sums.get(key);
        if (sum === undefined) {
          budget.hold(key.length + 8 * buckets.length);
          sums.set(key, (sum = { metric, bytes: new Array<number>(buckets.length).fill(0), total: 0 }));
        }
        sum.bytes[index] = (sum.bytes[index] ?? 0) + bytes;
        sum.total += bytes;
      }
    }
  }
  return [...sums.values()].sort((a, b) => b.total - a.total).slice(0, limit);
}

/**
 * The bytes of entries of a stream as Loki counts them: lines, eight bytes for each structured metadata, and each of its
 * names and values once.
 */
export function sizeOf(entries: Iterable<LogEntry>, budget: QueryBudget): number {
  let bytes = 0;
  const symbols = new Set<string>();
  for (const { line, own, shared } of entries) {
    budget.step();
    bytes += Buffer.byteLength(line);
    for (const list of [own, shared]) {
      bytes += 4 * list.length;
      for (const symbol of list) {
        if (symbols.has(symbol)) continue;
        budget.hold(50);
        symbols.add(symbol);
        bytes += Buffer.byteLength(symbol);
      }
    }
  }
  return bytes;
}

/** The sums to which a stream belongs; none where it has none of the labels. */
function metricsOf(labels: Labels, names: readonly string[], aggregateBy: string): Volume['metric'][] {
  const own = Object.entries(labels).filter(([name]) => names.length === 0 || names.includes(name));
  if (aggregateBy === 'labels') return own.map(([name]) => ({ [name]: '' }));
  return own.length === 0 ? [] : [Object.fromEntries(own)];
}
