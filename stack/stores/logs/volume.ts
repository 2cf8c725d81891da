import { HttpError } from '../http/http-error.ts';
import type { QueryBudget } from '../query-budget.ts';
import type { Labels } from './log-entry.ts';
import type { LogStream } from './log-stream.ts';
import type { Matcher } from './logql/ast.ts';

export interface VolumeOptions {
  /** Labels by which volumes are summed; without any, those of the matchers. */
  targetLabels: readonly string[];
  matchers: readonly Matcher[];
  /** `series` sums by the values of the labels, `labels` by their names. */
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
  const names = options.targetLabels.length > 0 ? options.targetLabels : options.matchers.map(({ name }) => name);
  const sums = new Map<string, { metric: Record<string, string>; bytes: number[]; total: number }>();
  for (const stream of streams) {
    const metrics = metricsOf(stream.labels, names, aggregateBy);
    for (const [index, { start, end }] of buckets.entries()) {
      let bytes = 0;
      for (const entry of stream.between(start, end)) {
        budget.step();
        bytes += entry.bytes;
      }
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

/** The sums to which a stream belongs; none where it has none of the labels. */
function metricsOf(labels: Labels, names: readonly string[], aggregateBy: string): Volume['metric'][] {
  const own = Object.entries(labels).filter(([name]) => names.length === 0 || names.includes(name));
  if (aggregateBy === 'labels') return own.map(([name]) => ({ [name]: '' }));
  return own.length === 0 ? [] : [Object.fromEntries(own)];
}
