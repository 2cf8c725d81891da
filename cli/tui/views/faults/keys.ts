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

/** Switches it off where it is on; else on, after asking for the parameters that it does not begin without. */
function toggle(row: FaultRow): Outcome<FaultsSlice> {
  if (row.isOn) return { effects: [{ type: 'fault-off', fault: row.fault }] };
  const given = row.fault.kind === 'service' ? row.fault.parameters : {};
  const isMissing = row.required.some((name) => !(name in given));
  return isMissing ? prompt(row) : { effects: [{ type: 'fault-on', fault: row.fault }] };
}

function prompt(row: FaultRow): Outcome<FaultsSlice> {
  const given = row.fault.kind === 'service' ? row.fault.parameters : {};
  const missing = row.required.filter((name) => !(name in given)).map((name) => `${name}=`);
  const text = [parametersText(given), ...missing].filter(Boolean).join(' ');
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
    help: 'Switches the selected fault on, or takes it back. Everything is taken back when you leave.',
    when: isFree,
    press: onRow(toggle),
  },
  {
    keys: ['e'],
    label: 'parameters',
    help: 'Switches it on with parameters that are asked for, as name=value; what is left out has its default.',
    when: (slice, scope) => isFree(slice, scope) && (selectedRow(slice, scope.shared)?.parameters.length ?? 0) > 0,
    press: onRow(prompt),
  },
  {
    keys: ['0'],
    label: 'all off',
    help: 'Takes back every fault that is on by hand.',
    when: (slice, scope) => isFree(slice, scope) && scope.shared.handFaults.length > 0,
    press: (_, { shared }) => ({ effects: shared.handFaults.map(({ fault }) => ({ type: 'fault-off', fault })) }),
  },
];
