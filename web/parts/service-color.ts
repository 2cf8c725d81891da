/** The demo services have fixed colors, so that they differ from one another. */
const fixed: Readonly<Record<string, number>> = {
  gateway: 0,
  order: 1,
  payment: 2,
  inventory: 3,
  shipping: 4,
  legacy: 5,
};
const count = 8;

/** The color of a service as a CSS value. */
export function serviceColor(service: string): string {
  return `var(--series-${fixed[service] ?? hash(service) % count})`;
}

/** The color of the series with this index. */
export function seriesColor(index: number): string {
  return `var(--series-${index % count})`;
}

function hash(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
