import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { EventOf } from './reporter.ts';

const headings = ['class', 'generated', 'kept', 'dropped', 'expected', 'fragments', 'kept by'];

/** The ledger as a table, the heading first; numbers to the right. */
export function ledgerTable({ classes, unaccounted, refused }: EventOf<'ledger'>): string[] {
  const rows = classes.map((one) => [
    one.class,
    formatCount(one.generated),
    formatCount(one.kept),
    formatCount(one.dropped),
    one.expected.min === one.expected.max
      ? formatCount(one.expected.min)
      : `${formatCount(one.expected.min)} to ${formatCount(one.expected.max)}`,
    formatCount(one.fragments),
    formatCounts(one.policies),
  ]);
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const align = (cell: string, i: number): string => {
    const width = widths[i] ?? 0;
    return i === 0 || i === headings.length - 1 ? cell.padEnd(width) : cell.padStart(width);
  };
  return [
    ...[headings, ...rows].map((row) => row.map(align).join('  ').trimEnd()),
    `unaccounted: ${formatCount(unaccounted)} (neither in the store nor counted as dropped by the Collector)`,
    ...(refused === undefined
      ? []
      : [`refused: ${formatCount(refused)} (by the Collector, until their service gave them up)`]),
  ];
}
