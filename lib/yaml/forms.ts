import { parseDuration } from '../duration/parse-duration.ts';

// Parsers of durations, rates and shares. Each returns undefined for an invalid value.

const longestMs = 24 * 3_600_000;

/** Milliseconds of `20ms`, `1.5s`, `10m`: with a unit, at most a day. */
export function durationMs(text: string): number | undefined {
  if (!/[a-zµ]/.test(text)) return undefined;
  const ms = parseDuration(text);
  return ms !== undefined && ms <= longestMs ? ms : undefined;
}

/** Milliseconds of `5m` or `-3s`. */
export function offsetMs(text: string): number | undefined {
  const ms = durationMs(text.replace(/^-/, ''));
  return ms !== undefined && text.startsWith('-') ? -ms : ms;
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
