import type { EventOf } from './reporter.ts';

const headings = ['class', 'generated', 'kept', 'dropped', 'expected', 'fragments', 'kept by'];

/** The ledger as a table, the heading first; numbers to the right. */
export function ledgerTable({ classes, unaccounted, refused }: EventOf<'ledger'>): string[] {
  const rows = classes.map((one) => [
    one.class,
    String(one.generated),
    String(one.kept),
    String(one.dropped),
    one.expected.min === one.expected.max ? String(one.expected.min) : `${one.expected.min} to ${one.expected.max}`,
    String(one.fragments),
    policies(one.policies),
  ]);
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const align = (cell: string, i: number): string => {
    const width = widths[i] ?? 0;
    return i === 0 || i === headings.length - 1 ? cell.padEnd(width) : cell.padStart(width);
  };
  return [
    ...[headings, ...rows].map((row) => row.map(align).join('  ').trimEnd()),
    `unaccounted: ${unaccounted} (neither in the store nor counted as dropped by the Collector)`,
    ...(refused === undefined ? [] : [`refused: ${refused} (by the Collector, until their service gave them up)`]),
  ];
}

/** `errors 12, slow 3`, the most frequent first. */
export function policies(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
