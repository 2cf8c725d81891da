import type { KeyBinding, KeyScope, Outcome } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { Shared } from '../../state/shared.ts';
import { faultRows, parametersText, type FaultRow } from './rows.ts';
import type { FaultsSlice } from './slice.ts';

const selectedRow = (slice: FaultsSlice, shared: Shared): FaultRow | undefined => {
  const rows = faultRows(slice, shared);
  return rows[Math.min(slice.selected, rows.length - 1)];
};

const isFree = (_: FaultsSlice, { shared }: KeyScope): boolean =>
  shared.activity === 'ready' && shared.usedBy === undefined;

/** Reverts an active fault; otherwise injects it, after a prompt for required parameters. */
function toggle(row: FaultRow): Outcome<FaultsSlice> {
  if (row.isOn) return { effects: [{ type: 'fault-off', fault: row.fault }] };
  const current = row.fault.kind === 'service' ? row.fault.parameters : {};
  const isMissing = row.required.some((name) => !(name in current));
  return isMissing ? prompt(row) : { effects: [{ type: 'fault-on', fault: row.fault }] };
}

function prompt(row: FaultRow): Outcome<FaultsSlice> {
  const current = row.fault.kind === 'service' ? row.fault.parameters : {};
  const missing = row.required.filter((name) => !(name in current)).map((name) => `${name}=`);
  const text = [parametersText(current), ...missing].filter(Boolean).join(' ');
  return { effects: [{ type: 'prompt', id: row.key, label: `${row.name} on ${row.target} with`, text }] };
}

const onRow =
  (act: (row: FaultRow) => Outcome<FaultsSlice>): KeyBinding<FaultsSlice>['press'] =>
  (slice, { shared }) => {
    const row = selectedRow(slice, shared);
    return row ? act(row) : {};
  };

export const faultKeys: readonly KeyBinding<FaultsSlice>[] = [
  ...movementKeys<FaultsSlice>({
    count: (slice, { shared }) => faultRows(slice, shared).length,
    read: ({ selected }) => selected,
    write: (slice, selected) => ({ ...slice, selected }),
  }),
  {
    keys: ['enter', 'space'],
    label: 'on/off',
    help: 'Injects the selected fault, or reverts it. All manual faults are reverted when you quit.',
    when: isFree,
    press: onRow(toggle),
  },
  {
    keys: ['e'],
    label: 'parameters',
    help: 'Injects the fault with parameters from a prompt, as name=value. Omitted ones have their defaults.',
    when: (slice, scope) => isFree(slice, scope) && (selectedRow(slice, scope.shared)?.parameters.length ?? 0) > 0,
    press: onRow(prompt),
  },
  {
    keys: ['0'],
    label: 'all off',
    help: 'Reverts all manual faults.',
    when: (slice, scope) => isFree(slice, scope) && scope.shared.manualFaults.length > 0,
    press: (_, { shared }) => ({ effects: shared.manualFaults.map(({ fault }) => ({ type: 'fault-off', fault })) }),
  },
];
