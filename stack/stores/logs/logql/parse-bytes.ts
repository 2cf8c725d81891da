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
 * Parses a size such as `1.5KiB` or `20MB` into bytes. KB is 1000, KiB 1024, as in Loki.
 *
 * @throws Error if it is not a size
 */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = byteUnits.get(match?.[2]?.toLowerCase() ?? '-');
  if (match === null || unit === undefined)
    throw new Error(`"${text}" is not an amount of bytes such as 1.5KiB or 20MB`);
  return Math.trunc(Number(match[1]) * unit);
}
