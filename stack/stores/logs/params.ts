import { HttpError } from '../http/http-error.ts';
import { readParam } from '../http/url-parts.ts';
import { parseRfc3339 } from '../time/rfc3339.ts';
import { parseNanoseconds } from '../../../lib/duration/nanoseconds.ts';

const hour = 3_600_000_000_000n;

/** Nanoseconds since the epoch. */
export interface TimeRange {
  start: bigint;
  end: bigint;
}

/**
 * `start` and `end`, or `since`, as all of Loki's paths take them. Source: grafana/loki, pkg/loghttp/params.go.
 *
 * @param since how far back the default reaches, in nanoseconds
 */
export function readRange(params: URLSearchParams, now: bigint, since = hour): TimeRange {
  const end = readTime(params, 'end') ?? now;
  const back = attempt(params, 'since', parseNanoseconds) ?? since;
  const start = readTime(params, 'start') ?? (end < now ? end : now) - back;
  return { start, end };
}

/** A time in nanoseconds, seconds (up to ten digits or with a point), or RFC 3339; undefined when it is not given. */
export function readTime(params: URLSearchParams, name: string): bigint | undefined {
  return attempt(params, name, (text) => {
    if (/^\d+\.\d+$/.test(text)) return BigInt(Math.round(Number(text) * 1000)) * 1_000_000n;
    if (!/^-?\d+$/.test(text)) return parseRfc3339(text);
    return text.length <= 10 ? BigInt(text) * 1_000_000_000n : BigInt(text);
  });
}

/** A whole number above zero; at most `most`. */
export function readCount(params: URLSearchParams, name: string, standard: number, most: number): number {
  const text = params.get(name) ?? '';
  const count = text === '' ? standard : Number(text);
  if (!Number.isInteger(count) || count <= 0) throw new HttpError(400, `${name} must be a positive value`);
  return Math.min(count, most);
}

export function readLimit(params: URLSearchParams, maxLimit: number): number {
  const text = params.get('limit') ?? '';
  const limit = text === '' ? 100 : Number(text);
  if (!Number.isInteger(limit) || limit <= 0) throw new HttpError(400, 'limit must be a positive value');
  if (limit > maxLimit) {
    throw new HttpError(
      400,
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxLimit})`,
    );
  }
  return limit;
}

export function readDirection(params: URLSearchParams): 'forward' | 'backward' {
  const direction = (params.get('direction') || 'backward').toLowerCase();
  if (direction !== 'forward' && direction !== 'backward') throw new HttpError(400, `invalid direction '${direction}'`);
  return direction;
}

/** The step in nanoseconds: a duration, or seconds; about 250 steps by default. */
export function readStep(params: URLSearchParams, { start, end }: TimeRange): bigint {
  const step = attempt(params, 'step', (text) =>
    /^\d+(\.\d+)?$/.test(text) ? BigInt(Math.round(Number(text) * 1e9)) : parseNanoseconds(text),
  );
  if (step === undefined) {
    const seconds = (end - start) / 250_000_000_000n;
    return (seconds < 1n ? 1n : seconds) * 1_000_000_000n;
  }
  if (step <= 0n) {
    throw new HttpError(400, 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  }
  if ((end - start) / step > 11_000n) {
    throw new HttpError(
      400,
      'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter',
    );
  }
  return step;
}

function attempt<T>(params: URLSearchParams, name: string, parse: (text: string) => T): T | undefined {
  return readParam(params, [name], parse, () => `cannot parse ${name}`);
}
