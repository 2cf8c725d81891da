const nanoseconds: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/**
 * A duration in Go's notation (`1h30m`, `1.5s`, `-3ms`), in nanoseconds.
 *
 * @throws Error when it is not one
 */
export function parseGoDuration(text: string): bigint {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
  if (match?.[2] === undefined) {
    if (/^[+-]?0$/.test(text)) return 0n;
    throw new Error(`"${text}" is not a duration such as 300ms, 1.5s or 2h45m`);
  }
  let total = 0n;
  for (const [, amount = '', unit = ''] of match[2].matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = nanoseconds[unit] ?? 0;
    const [whole = '', fraction = ''] = amount.split('.');
    total += BigInt(whole || 0) * BigInt(scale);
    if (fraction !== '') total += BigInt(Math.round(Number(`0.${fraction}`) * scale));
  }
  return match[1] === '-' ? -total : total;
}
