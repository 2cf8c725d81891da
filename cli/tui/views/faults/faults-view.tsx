import { Box } from 'ink';
import type { ReactNode } from 'react';
import { messageOf } from '../../../../lib/errors.ts';
import { defineFeed, defineView, type ViewProps } from '../../view.ts';
import { wrap, type Line } from '../../widgets/line.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { tableLines, type Column } from '../../widgets/table.ts';
import { timeLine } from '../../widgets/time-line.ts';
import { alertTracks, faultTracks } from '../scenarios/draw-time-line.ts';
import { askFaults } from './ask.ts';
import { faultKeys } from './keys.ts';
import { faultRows, parseParameters, type FaultRow } from './rows.ts';
import { initialFaults, reduceFaults, type FaultsAnswer, type FaultsSlice } from './slice.ts';

export const faultsView = defineView<FaultsSlice, FaultsAnswer>({
  id: 'faults',
  title: 'Faults',
  key: '7',
  about: 'Every fault of the services and everything that can be done to a component, to be switched by hand.',
  panes: [],
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
      return { effects: [{ type: 'say', text: messageOf(error), tone: 'bad' }] };
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
  { title: 'what it does', width: 'rest', cell: ({ description }) => ({ text: description, tone: 'quiet' }) },
];

/** So far back does the time line reach. */
const windowMs = 300_000;

function Faults({ slice, shared, width, height }: ViewProps<FaultsSlice>): ReactNode {
  const rows = faultRows(slice, shared);
  const selected = Math.min(slice.selected, rows.length - 1);
  const inside = insideOf(width, height).width;
  const detail = detailLines(rows[selected], slice, inside);
  const tracks = [...faultTracks(shared.episodes), ...alertTracks(shared.episodes)];
  const scale = { from: shared.now - windowMs, to: shared.now, now: shared.now, labelWidth: 30, width: inside };
  const lines =
    tracks.length === 0 ? [[quiet('No fault was on, and no alert was active.')]] : timeLine({ tracks, ...scale });
  const line = { width, height: Math.min(lines.length + 2, Math.floor(height / 3)) };
  const about = { width, height: Math.min(detail.length + 2, Math.floor(height / 3)) };
  const list = { width, height: height - line.height - about.height };
  const on = rows.filter(({ isOn }) => isOn).length;
  const room = insideOf(list.width, list.height);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Pane
        title="Faults"
        note={shared.activity === 'running' ? 'a run is under way: they rest' : `${on} on, ${rows.length} in all`}
        focused
        lines={tableLines({ columns, rows, selected, ...room, empty: 'No fault has these words.' })}
        {...list}
      />
      <Pane
        title={rows[selected] ? `${rows[selected].name} on ${rows[selected].target}` : ''}
        lines={detail}
        {...about}
      />
      <Pane title="Time line" note="the last five minutes" lines={lines} {...line} />
    </Box>
  );
}

const quiet = (text: string) => ({ text, tone: 'quiet' as const });

function detailLines(row: FaultRow | undefined, { silent }: FaultsSlice, width: number): Line[] {
  if (!row) return [];
  const reason = row.fault.kind === 'service' ? silent[row.fault.service] : undefined;
  return [
    ...wrap(row.description, width).map((line): Line => [line]),
    ...row.parameters.map((line): Line => [quiet(line)]),
    ...(reason === undefined ? [] : [[{ text: `The service does not answer: ${reason}`, tone: 'bad' as const }]]),
  ];
}
