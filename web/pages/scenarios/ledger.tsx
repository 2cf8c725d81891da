import type { JSX } from 'preact';
import type { LedgerEvent } from '../../../lib/events/run-event.ts';
import { formatCount } from '../../../lib/format/number.ts';
import { ledgerCells, ledgerNotes } from '../../../ui/runs/ledger-cells.ts';
import { DataTable } from '../../parts/data-table.tsx';

/** What sampling did with the traces of a run, by class. */
export function Ledger({ ledger }: { ledger: LedgerEvent }): JSX.Element {
  const { unaccounted, classes } = ledger;
  return (
    <DataTable
      title="Traces of the run"
      note={unaccounted === 0 ? 'every trace is accounted for' : `${formatCount(unaccounted)} unaccounted`}
      {...ledgerCells(ledger)}
      isBad={(row, heading) => {
        const { kept, incomplete, expected } = classes[row] ?? { kept: 0, incomplete: 0, expected: { min: 0, max: 0 } };
        if (heading === 'incomplete') return incomplete > 0;
        return heading === 'kept' && (kept < expected.min || kept > expected.max);
      }}
      notes={ledgerNotes(ledger)}
    />
  );
}
