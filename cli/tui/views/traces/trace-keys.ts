import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import { detailRows } from './select.ts';
import type { Opened, TracesSlice } from './slice.ts';

/** Panes of an open trace. */
export const tracePanes = ['spans', 'attributes', 'logs'] as const;

const change = (slice: TracesSlice, part: Partial<Opened>): TracesSlice =>
  slice.opened ? { ...slice, opened: { ...slice.opened, ...part } } : slice;

/** The keys of an open trace. */
export const traceKeys: readonly KeyBinding<TracesSlice>[] = [
  ...movementKeys<TracesSlice>({
    pane: 'spans',
    count: ({ opened }) => opened?.answer?.trace?.spans.length ?? 0,
    read: ({ opened }) => opened?.span ?? 0,
    write: (slice, span) => change(slice, { span, detail: 0 }),
  }),
  ...movementKeys<TracesSlice>({
    pane: 'attributes',
    count: ({ opened }) => detailRows(opened?.answer?.trace?.spans[opened.span]?.details ?? []).length,
    read: ({ opened }) => opened?.detail ?? 0,
    write: (slice, detail) => change(slice, { detail }),
  }),
  ...movementKeys<TracesSlice>({
    pane: 'logs',
    count: ({ opened }) => opened?.lines?.length ?? 0,
    read: ({ opened }) => opened?.line ?? 0,
    write: (slice, line) => change(slice, { line }),
  }),
  {
    keys: ['escape'],
    label: 'list',
    help: 'Closes the trace.',
    when: ({ opened }) => opened?.from === 'list',
    press: (slice) => ({ slice: { ...slice, opened: undefined } }),
  },
];
