import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { formatNumber } from '../../lib/format/number.ts';

export interface ChartSeries {
  label: string;
  /** Milliseconds since the epoch, value. */
  points: readonly (readonly [number, number])[];
  /** On a scale of its own. */
  isRight?: boolean;
}

/** Series on one common time scale, in seconds, as uPlot wants them; a missing value is a gap. */
export function alignSeries(series: readonly ChartSeries[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const columns = series.map(({ points }) => {
    const values = new Map(points);
    return times.map((time) => {
      const value = values.get(time);
      return value === undefined || !Number.isFinite(value) ? null : value;
    });
  });
  return [times.map((time) => time / 1000), ...columns];
}

/** Aligned series, each on top of those before it; a gap counts as nothing for those above. */
export function stacked([times, ...columns]: ReturnType<typeof alignSeries>): ReturnType<typeof alignSeries> {
  const sums = times.map(() => 0);
  const onTop = columns.map((column) =>
    column.map((value, index) => (value === null ? null : (sums[index] = (sums[index] ?? 0) + value))),
  );
  return [times, ...onTop];
}

/** As many marks can be distinguished in a wide chart. */
const columns = 48;

/** The highest of those that are about at the same time, so that marks are spread over the whole range. */
export function spread<T extends { time: number; value: number }>(
  points: readonly T[],
  { start, end }: { start: number; end: number },
): T[] {
  const highest = new Map<number, T>();
  for (const point of points) {
    const column = Math.floor(((point.time - start) / (end - start)) * columns);
    if (point.value > (highest.get(column)?.value ?? -Infinity)) highest.set(column, point);
  }
  return [...highest.values()];
}

/** How to write the values of a query, guessed from the names in it. */
export function formatterOf(query: string): (value: number) => string {
  if (/\bcount\b|_count\b|\brate\(|increase\(/.test(query) && !/histogram_quantile|_sum\b/.test(query))
    return formatNumber;
  if (/_seconds|_duration/.test(query)) return (value) => formatDuration(value * 1000);
  if (/_milliseconds/.test(query)) return formatDuration;
  return /bytes/.test(query) ? formatBytes : formatNumber;
}
