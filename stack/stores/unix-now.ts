/** The time in nanoseconds since the epoch. */
export function unixNow(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
