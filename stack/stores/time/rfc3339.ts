const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;

/**
 * A time in RFC 3339, in nanoseconds since the epoch.
 *
 * @throws Error when it is not one
 */
export function parseRfc3339(text: string): bigint {
  const match = pattern.exec(text);
  const seconds = match ? Date.parse(`${match[1] ?? ''}${match[3] ?? ''}`) : NaN;
  if (match === null || Number.isNaN(seconds))
    throw new Error(`"${text}" is not a time such as 2026-11-05T12:00:00.5Z`);
  const fraction = (match[2] ?? '').slice(0, 9).padEnd(9, '0');
  return BigInt(seconds) * 1_000_000n + BigInt(fraction);
}
