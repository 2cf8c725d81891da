const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

export interface SparklineOptions {
  /** The value at full height; default: the largest value. */
  max?: number;
}

/**
 * The newest `width` values as a row of bars, newest at the right. A gap (undefined, NaN) is a dot; before the first value it is
 * blank.
 */
export function sparkline(
  values: readonly (number | undefined)[],
  width: number,
  { max }: SparklineOptions = {},
): string {
  const shown = values.slice(-Math.max(0, width));
  if (width <= 0) return '';
  const known = shown.flatMap((value) => (value !== undefined && Number.isFinite(value) ? [value] : []));
  const top = max ?? Math.max(0, ...known);
  const first = shown.findIndex((value) => value !== undefined && Number.isFinite(value));
  const bars = shown.map((value, i) => {
    if (value === undefined || !Number.isFinite(value)) return i < first || first === -1 ? ' ' : '·';
    if (top <= 0 || value <= 0) return levels[0];
    return levels[Math.min(levels.length - 1, Math.floor((value / top) * (levels.length - 0.001)))] ?? levels[0];
  });
  return bars.join('').padStart(width);
}

/** Like `sparkline`, with several rows, top row first, for a higher resolution. */
export function tallSparkline(
  values: readonly (number | undefined)[],
  width: number,
  height: number,
  { max }: SparklineOptions = {},
): string[] {
  const known = values.slice(-Math.max(0, width)).filter((value) => value !== undefined && Number.isFinite(value));
  const top = max ?? Math.max(0, ...(known as number[]));
  return Array.from({ length: height }, (_, row) => {
    const below = height - 1 - row;
    // Blank above the value, full below it, and in eighths in its top row.
    const part = values.map((value) => {
      if (value === undefined || !Number.isFinite(value)) return below === 0 ? value : undefined;
      const rest = (top > 0 ? (Math.max(0, value) / top) * height : 0) - below;
      return below > 0 && rest <= 0 ? undefined : rest;
    });
    return below > 0 ? sparkline(part, width, { max: 1 }).replaceAll('·', ' ') : sparkline(part, width, { max: 1 });
  });
}

/** A share from 0 to 1 as a bar of `width` cells. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const rest = parts[eighths % 8] ?? '';
  return `${full}${rest}${'░'.repeat(Math.max(0, width - full.length - rest.length))}`;
}

/** Resamples points of time and value to one mean value per cell. */
export function resample(
  points: readonly (readonly [number, number])[],
  from: number,
  to: number,
  cells: number,
): (number | undefined)[] {
  const sums = Array.from({ length: cells }, () => ({ sum: 0, count: 0 }));
  for (const [time, value] of points) {
    const cell = sums[Math.floor(((time - from) / (to - from)) * cells)];
    if (!cell || !Number.isFinite(value)) continue;
    cell.sum += value;
    cell.count += 1;
  }
  return sums.map(({ sum, count }) => (count === 0 ? undefined : sum / count));
}
