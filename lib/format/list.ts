import { formatCount } from './number.ts';

/** `a, b and c`. */
export function formatList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** Counts by name for a table, the greatest first: `errors 1,200, slow 3`. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  return byCount(counts)
    .map(([name, count]) => `${name} ${formatCount(count)}`)
    .join(', ');
}

/** The same for a sentence: `errors (1,200), slow (3)`. */
export function formatCountsInText(counts: Readonly<Record<string, number>>): string {
  return byCount(counts)
    .map(([name, count]) => `${name} (${formatCount(count)})`)
    .join(', ');
}

/** On one line, cut after 160 characters. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function byCount(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([, a], [, b]) => b - a);
}
