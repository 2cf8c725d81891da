const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A size in powers of 1,000, with two digits: `1.3 GB`, `512 MB`, `0 B`. */
export function formatBytes(bytes: number): string {
  // What rounds to 1,000 has the next unit.
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes * 1.0005) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : Number(value.toPrecision(2))} ${units[power] ?? 'B'}`;
}
