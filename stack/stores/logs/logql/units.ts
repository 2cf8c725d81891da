import { parseGoDuration } from '../../time/go-duration.ts';

const durationParts = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d|w|y)/g;
const hours: Record<string, number> = { d: 24, w: 7 * 24, y: 365 * 24 };

/**
 * A duration of LogQL, in nanoseconds: Go's notation and the days, weeks and years of Prometheus.
 *
 * @throws Error when it is not one
 */
export function parseDuration(text: string): bigint {
  let total = 0n;
  let rest = text;
  for (const [part, amount = '', unit = ''] of text.matchAll(durationParts)) {
    const scale = hours[unit];
    if (scale === undefined) continue;
    total += BigInt(Math.round(Number(amount) * scale * 3_600_000)) * 1_000_000n;
    rest = rest.replace(part, '');
  }
  return rest === '' && text !== '' ? total : total + parseGoDuration(rest);
}

const byteUnits = new Map<string, number>(
  Object.entries({
    '': 1,
    b: 1,
    k: 1e3,
    kb: 1e3,
    m: 1e6,
    mb: 1e6,
    g: 1e9,
    gb: 1e9,
    t: 1e12,
    tb: 1e12,
    p: 1e15,
    pb: 1e15,
    ki: 2 ** 10,
    kib: 2 ** 10,
    mi: 2 ** 20,
    mib: 2 ** 20,
    gi: 2 ** 30,
    gib: 2 ** 30,
    ti: 2 ** 40,
    tib: 2 ** 40,
    pi: 2 ** 50,
    pib: 2 ** 50,
  }),
);

/**
 * An amount of bytes such as `1.5KiB` or `20MB`, in bytes. KB is 1000, KiB 1024, as in Loki.
 *
 * @throws Error when it is not one
 */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = byteUnits.get(match?.[2]?.toLowerCase() ?? '-');
  if (match === null || unit === undefined)
    throw new Error(`"${text}" is not an amount of bytes such as 1.5KiB or 20MB`);
  return Math.trunc(Number(match[1]) * unit);
}
