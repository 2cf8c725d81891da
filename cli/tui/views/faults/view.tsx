import { Box } from 'ink';
import type { ReactNode } from 'react';
import { messageOf } from '../../../../lib/errors.ts';
import type { Shared } from '../../state/shared.ts';
import { defineFeed, defineView, type ViewProps } from '../../view.ts';
import { wrap, type Line } from '../../widgets/line.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { tableLines, type Column } from '../../widgets/table.ts';
import { recentNote, recentTimeline } from '../signals/recent.ts';
import { askFaults } from './feed.ts';
import { faultKeys } from './keys.ts';
import { faultRows, parseParameters, type FaultRow } from './rows.ts';
import { initialFaults, reduceFaults, type FaultsAnswer, type FaultsSlice } from './slice.ts';

export const faultsView = defineView<FaultsSlice, FaultsAnswer>({
  id: 'faults',
  title: 'Faults',
  key: '7',
  about: 'All faults of services and components, for manual injection.',
  panes: () => [],
  initial: initialFaults,
  reduce: reduceFaults,
  keys: faultKeys,
  onEntered(slice, { id, text }, shared) {
    const row = faultRows({ ...slice, filter: '' }, shared).find(({ key }) => key === id);
    if (row?.fault.kind !== 'service') return {};
    try {
      const parameters = parseParameters(text);
      const fault = { ...row.fault, parameters };
      return {
        slice: { ...slice, edited: { ...slice.edited, [id]: parameters } },
        effects: [{ type: 'fault-on', fault }],
      };
    } catch (error) {
      return { effects: [{ type: 'message', text: messageOf(error), tone: 'bad' }] };
    }
  },
  filter: {
    hint: 'service, component or fault',
    read: ({ filter }) => filter,
    write: (slice, filter) => ({ ...slice, filter, selected: 0 }),
  },
  feeds: [
    defineFeed({
      name: 'faults',
      intervalMs: 2000,
      question: () => ({}),
      ask: (_, stack, signal) => askFaults(stack, signal),
    }),
  ],
  Component: Faults,
});

const columns: readonly Column<FaultRow>[] = [
  {
    title: 'state',
    width: 6,
    cell: ({ isOn }) => (isOn ? { text: '✗ on', tone: 'bad' } : { text: '· off', tone: 'quiet' }),
  },
  { title: 'target', width: 15, cell: ({ target }) => target },
  { title: 'fault', width: 19, cell: ({ name }) => name },
  { title: 'description', width: 'rest', cell: ({ description }) => ({ text: description, tone: 'quiet' }) },
];

function Faults({ slice, shared, width, height }: ViewProps<FaultsSlice>): ReactNode {
  const rows = faultRows(slice, shared);
  const selected = Math.min(slice.selected, rows.length - 1);
  const inside = insideOf(width, height).width;
  const detail = detailLines(rows[selected], slice, inside);
  const about = { width, height: Math.min(detail.length + 2, Math.floor(height / 3)) };
  // The timeline gets the rest of the height, but at least some tracks.
  const room = Math.max(6, Math.floor(height / 3), height - about.height - Math.max(6, rows.length + 3));
  const recent = recentTimeline(shared, inside, room - 2);
  const lines = recent.length > 0 ? recent : [[quiet('No faults or active alerts.')]];
  const line = { width, height: Math.min(lines.length + 2, room) };
  const list = { width, height: height - line.height - about.height };
  const table = insideOf(list.width, list.height);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Pane
        title="Faults"
        note={noteOf(slice, shared, selected, rows.length)}
        focused
        lines={tableLines({ columns, rows, selected, ...table, empty: 'No fault matches the filter.' })}
        {...list}
      />
      <Pane
        title={rows[selected] ? `${rows[selected].name} on ${rows[selected].target}` : ''}
        lines={detail}
        {...about}
      />
      <Pane
        title="Timeline"
        note={shared.manualFaults.length > 0 ? `${recentNote}; 5 shows the alerts` : recentNote}
        lines={lines}
        {...line}
      />
    </Box>
  );
}

function noteOf({ silent }: FaultsSlice, { activity, manualFaults }: Shared, selected: number, count: number): string {
  if (activity === 'running') return 'disabled during a run';
  const silentNames = Object.keys(silent);
  const parts = [
    ...(silentNames.length > 0
      ? [`${silentNames.join(', ')} ${silentNames.length === 1 ? 'does' : 'do'} not respond`]
      : []),
    ...(count > 0 ? [`${manualFaults.length} active`, `row ${selected + 1} of ${count}`] : []),
  ];
  return parts.join('; ');
}

const quiet = (text: string) => ({ text, tone: 'quiet' as const });

function detailLines(row: FaultRow | undefined, { silent }: FaultsSlice, width: number): Line[] {
  if (!row) return [];
  const reason = row.fault.kind === 'service' ? silent[row.fault.service] : undefined;
  return [
    ...wrap(row.description, width).map((line): Line => [line]),
    ...row.parameters.map((line): Line => [quiet(line)]),
    ...(reason === undefined ? [] : [[{ text: `The service does not respond: ${reason}`, tone: 'bad' as const }]]),
  ];
}
