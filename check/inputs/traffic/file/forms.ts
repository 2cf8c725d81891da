import type { Latency } from '../../../../simulation/services/system.ts';
import { parseDuration } from '../../../../lib/duration/parse-duration.ts';

// Parsers of durations, rates and shares. Each returns undefined for an invalid value.

const longestMs = 24 * 3_600_000;

/** Milliseconds of `20ms`, `1.5s`, `10m`: with a unit, at most a day. */
export function durationMs(text: string): number | undefined {
  if (!/[a-zµ]/.test(text)) return undefined;
  const ms = parseDuration(text);
  return ms !== undefined && ms <= longestMs ? ms : undefined;
}

/** A latency from `20ms`, from `20ms..80ms`, or from its median and 99th percentile. */
export function latencyOf(written: string | { p50: string; p99: string }): Latency | undefined {
  if (typeof written === 'object') {
    const [p50Ms, p99Ms] = [durationMs(written.p50), durationMs(written.p99)];
    if (p50Ms === undefined || p99Ms === undefined || p50Ms <= 0 || p99Ms < p50Ms) return undefined;
    return { p50Ms, p99Ms, shape: 'log-normal' };
  }
  const [from = '', to = from, ...others] = written.split('..');
  const [minMs, maxMs] = [durationMs(from), durationMs(to)];
  if (minMs === undefined || maxMs === undefined || maxMs < minMs || others.length > 0) return undefined;
  return { minMs, moreMs: maxMs - minMs, shape: 'even' };
}

/** The rate per second of `5/s`, `300/m`, `2000/h`. */
export function ratePerSecond(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*\/\s*(s|m|h)$/.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) / { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}

/** The ratio, 0 to 1, of `2%` or `0.02`. */
export function shareOf(written: string | number): number | undefined {
  const [, percent] = typeof written === 'string' ? (/^(\d+(?:\.\d+)?)\s*%$/.exec(written.trim()) ?? []) : [];
  const share = typeof written === 'number' ? written : percent === undefined ? undefined : Number(percent) / 100;
  return share !== undefined && share >= 0 && share <= 1 ? share : undefined;
}

/** A latency that the schema has validated, or the default if it is omitted. */
export function latencyOr(written: Parameters<typeof latencyOf>[0] | undefined, otherwise: Latency): Latency {
  return (written === undefined ? undefined : latencyOf(written)) ?? otherwise;
}
