/** A latency as a traffic file has it. */
export type WrittenLatency = string | { p50: string; p99: string };

/** Below this ratio of the 99th percentile to the median, a latency is a constant. */
const constantRatio = 1.02;

/**
 * The latency of a traffic file that fits durations in milliseconds best: a constant, a range, or a log-normal distribution with
 * their median and 99th percentile. Undefined for none, and where they are too short to matter.
 */
export function fitLatency(durationsMs: readonly number[]): WrittenLatency | undefined {
  const sorted = durationsMs.map((ms) => Math.max(0, ms)).sort((a, b) => a - b);
  const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
  if (p99 < 0.001) return undefined;
  if (p99 <= p50 * constantRatio) return formatMs(p50);
  const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const range = `${formatMs(min)}..${formatMs(max)}`;
  // Mostly nothing: a range with the same mean.
  if (p50 <= 0.001) {
    const mean = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length;
    return mean < 0.0005 ? undefined : `0ms..${formatMs(2 * mean)}`;
  }
  const sigma = Math.log(p99 / p50) / 2.3263;
  const asLogNormal = distance(sorted, (ms) => (ms <= 0 ? 0 : normal(Math.log(ms / p50) / sigma)));
  const asRange = distance(sorted, (ms) => (ms - min) / (max - min));
  return asRange < asLogNormal ? range : { p50: formatMs(p50), p99: formatMs(p99) };
}

/** The value below which a share of sorted values is; 0 if there are none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The largest difference between the distribution of sorted values and another (Kolmogorov-Smirnov). */
function distance(sorted: readonly number[], cumulative: (value: number) => number): number {
  let largest = 0;
  for (const [index, value] of sorted.entries()) {
    const expected = cumulative(value);
    largest = Math.max(
      largest,
      Math.abs(expected - index / sorted.length),
      Math.abs((index + 1) / sorted.length - expected),
    );
  }
  return largest;
}

/** The cumulative standard normal distribution. Source: Abramowitz and Stegun, 7.1.26; its error is below 1.5e-7. */
function normal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}

/** With three digits: `4.12ms`, `350us`, `1.5s`. */
export function formatMs(ms: number): string {
  if (ms < 0.0005) return '0ms';
  if (ms < 0.9995) return `${Number((ms * 1000).toPrecision(3))}us`;
  return ms < 999.5 ? `${Number(ms.toPrecision(3))}ms` : `${Number((ms / 1000).toPrecision(3))}s`;
}
