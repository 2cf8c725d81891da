// For the query APIs of Jaeger and Loki: a number cannot hold their nanoseconds. All else uses parse-duration.ts.

/**
 * Parses a duration in Go's notation (`1h30m`, `1.5s`, `-3ms`) into nanoseconds.
 *
 * @throws Error if it is not a duration
 */
export function parseGoNanoseconds(text: string): bigint {
  return parse(text, goUnits);
}

/**
 * Parses a duration of LogQL into nanoseconds: Go's notation and the days, weeks and years of Prometheus.
 *
 * @throws Error if it is not a duration
 */
export function parseNanoseconds(text: string): bigint {
  return parse(text, allUnits);
}

const goUnits = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const allUnits = { ...goUnits, d: 86_400e9, w: 7 * 86_400e9, y: 365 * 86_400e9 };

function parse(text: string, units: Record<string, number>): bigint {
  const part = `(\\d+\\.?\\d*|\\.\\d+)(${Object.keys(units).join('|')})`;
  const match = new RegExp(`^([+-]?)((?:${part})+)$`).exec(text);
  if (match?.[2] === undefined) {
    if (/^[+-]?0$/.test(text)) return 0n;
    throw new Error(`"${text}" is not a duration such as 300ms, 1.5s or 2h45m`);
  }
  let total = 0n;
  for (const [, amount = '', unit = ''] of match[2].matchAll(new RegExp(part, 'g'))) {
    const scale = units[unit] ?? 0;
    const [whole = '', fraction = ''] = amount.split('.');
    total += BigInt(whole || 0) * BigInt(scale);
    if (fraction !== '') total += BigInt(Math.round(Number(`0.${fraction}`) * scale));
  }
  return match[1] === '-' ? -total : total;
}
