import type { EventOf } from '../../lib/events/dispatch.ts';
import { ledgerCells, ledgerNotes } from '../../ui/runs/ledger-cells.ts';
import { paragraph, type TableOptions, table, together } from './layout.ts';

/** The ledger of a run or a check: a heading, the classes, and then sentences on traces that are in none of them. */
export function ledgerTable(ledger: EventOf<'ledger'>, options: TableOptions): string[] {
  const { columns, rows } = ledgerCells(ledger);
  const indent = ' '.repeat(options.indent);
  return [
    ...table(columns, rows.map(keepCounts), options),
    ...ledgerNotes(ledger).flatMap((text) => paragraph(text, indent, indent, options.width)),
  ];
}

/** Where the last cell wraps, a policy and its count stay in one line. */
function keepCounts(row: readonly string[]): string[] {
  return [...row.slice(0, -1), (row.at(-1) ?? '').split(', ').map(together).join(', ')];
}
