import { type Column, paragraph, type TableOptions, table, together } from './layout.ts';
import type { EventOf } from './reporter.ts';

const counted = (count: number): string => count.toLocaleString('en-US');
const right = (heading: string): Column => ({ heading, align: 'right' });

/**
 * The ledger of a run or a check: a heading, the classes, and then sentences on traces that are in none of them. The
 * column `expected` is left out where nothing is expected of any class.
 */
export function ledgerTable(ledger: EventOf<'ledger'>, options: TableOptions): string[] {
  const { columns, rows } = ledgerCells(ledger);
  const indent = ' '.repeat(options.indent);
  return [
    ...table(columns, rows.map(keepCounts), options),
    ...ledgerNotes(ledger).flatMap((text) => paragraph(text, indent, indent, options.width)),
  ];
}

/** The same as columns and cells, for other formats. */
export function ledgerCells({ classes }: Pick<EventOf<'ledger'>, 'classes'>): {
  columns: Column[];
  rows: string[][];
} {
  const isBound = classes.some(({ expected, sent }) => expected.min > 0 || expected.max < sent);
  const columns = [
    { heading: 'class' },
    ...['sent', 'kept', 'dropped', 'incomplete', ...(isBound ? ['expected'] : [])].map(right),
    { heading: 'policies' },
  ];
  const rows = classes.map(({ class: name, sent, kept, dropped, incomplete, expected: { min, max }, policies }) => [
    name,
    ...[sent, kept, dropped, incomplete].map(counted),
    ...(isBound ? [min === max ? counted(min) : `${counted(min)}..${counted(max)}`] : []),
    describePolicies(policies),
  ]);
  return { columns, rows };
}

function ledgerNotes({ unaccounted, refused = 0 }: EventOf<'ledger'>): string[] {
  return [
    ...(unaccounted > 0 ? [`${counted(unaccounted)} unaccounted for: neither kept nor counted as dropped.`] : []),
    ...(refused > 0 ? [`${counted(refused)} refused by the Collector until their service dropped them.`] : []),
  ];
}

/** `errors 12, slow 3`, the most frequent first. */
function describePolicies(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${counted(count)}`)
    .join(', ');
}

/** Where the last cell wraps, a policy and its count stay in one line. */
function keepCounts(row: readonly string[]): string[] {
  return [...row.slice(0, -1), (row.at(-1) ?? '').split(', ').map(together).join(', ')];
}
