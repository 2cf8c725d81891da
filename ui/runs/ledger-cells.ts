import type { EventOf } from '../../lib/events/dispatch.ts';
import { formatCounts } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { right, type TableColumn } from '../../lib/format/table-column.ts';

/**
 * The ledger of a run or a check as a table, a row per class. The column `expected` is left out where nothing is expected
 * of any class.
 */
export function ledgerCells({ classes }: Pick<EventOf<'ledger'>, 'classes'>): {
  columns: TableColumn[];
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

/** Sentences on traces that are in none of the classes. */
export function ledgerNotes({ classes, unaccounted, refused = 0 }: EventOf<'ledger'>): string[] {
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
