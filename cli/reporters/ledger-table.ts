import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { type Column, paragraph, type TableOptions, table, together } from './layout.ts';
import type { EventOf } from './reporter.ts';

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
  const isHeadSampled = classes.some(({ headDropped = 0 }) => headDropped > 0);
  const columns = [
    { heading: 'class' },
    ...[
      ...['sent', 'kept', 'dropped'],
      ...(isHeadSampled ? ['at head'] : []),
      'incomplete',
      ...(isBound ? ['expected'] : []),
    ].map(right),
    { heading: 'policies' },
  ];
  const rows = classes.map((entry) => {
    const { class: name, sent, kept, dropped, headDropped = 0, incomplete, expected, policies } = entry;
    const { min, max } = expected;
    return [
      name,
      ...[sent, kept, dropped, ...(isHeadSampled ? [headDropped] : []), incomplete].map(formatCount),
      ...(isBound ? [min === max ? formatCount(min) : `${formatCount(min)}..${formatCount(max)}`] : []),
      formatCounts(policies),
    ];
  });
  return { columns, rows };
}

function ledgerNotes({ classes, unaccounted, refused = 0 }: EventOf<'ledger'>): string[] {
  const headDropped = classes.reduce((sum, { headDropped: count = 0 }) => sum + count, 0);
  return [
    ...(headDropped > 0
      ? [
          `${formatCount(headDropped)} of the dropped traces were not sampled by the SDKs (at head): no policy saw them.`,
        ]
      : []),
    ...(unaccounted > 0 ? [`${formatCount(unaccounted)} unaccounted for: neither kept nor counted as dropped.`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} refused by the Collector until their service dropped them.`] : []),
  ];
}

/** Where the last cell wraps, a policy and its count stay in one line. */
function keepCounts(row: readonly string[]): string[] {
  return [...row.slice(0, -1), (row.at(-1) ?? '').split(', ').map(together).join(', ')];
}
