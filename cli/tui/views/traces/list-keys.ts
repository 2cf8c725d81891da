import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { Effect } from '../../state/effect.ts';
import { list, openTrace } from './reduce.ts';
import { selectedIndex, selectedRow, shownRows, typedTraceId } from './select.ts';
import type { TracesSlice } from './slice.ts';
import type { TraceOrder } from './trace-row.ts';

const inList = ({ opened, sought }: TracesSlice): boolean => !opened && !sought;

const orderKey = (key: string, order: TraceOrder, help: string): KeyBinding<TracesSlice> => ({
  keys: [key],
  label: order,
  help,
  press: (slice) => ({ slice: list(slice, { order }) }),
});

/** The keys of the list; those that choose a list also lead back to it from an open trace. */
export const listKeys: readonly KeyBinding<TracesSlice>[] = [
  ...movementKeys<TracesSlice>({
    count: (slice) => (inList(slice) ? shownRows(slice).length : 0),
    read: selectedIndex,
    // On the first row the selection follows what comes; on another it stays with its trace.
    write: (slice, index) => ({ ...slice, selected: index === 0 ? undefined : shownRows(slice)[index]?.traceId }),
  }),
  {
    keys: ['enter'],
    label: 'open',
    help: 'Opens the trace: its spans, their attributes, its log lines, and the policy that kept it.',
    when: (slice) => inList(slice) && openable(slice) !== undefined,
    press(slice) {
      const traceId = openable(slice);
      return traceId === undefined ? {} : { slice: { ...slice, opened: openTrace(traceId, 'list') } };
    },
  },
  orderKey('n', 'newest', 'The newest traces.'),
  orderKey('d', 'slowest', 'The traces that lasted longest.'),
  orderKey('f', 'failed', 'The traces with a span in error.'),
  {
    keys: ['s'],
    label: 'service',
    help: 'Traces of the next service only, and of all again after the last.',
    when: (slice) => inList(slice) && slice.services.length > 0,
    press(slice) {
      const choices = [undefined, ...slice.services];
      const next = choices[(choices.indexOf(slice.service) + 1) % choices.length];
      return { slice: list(slice, { service: next }) };
    },
  },
];

function openable(slice: TracesSlice): string | undefined {
  return selectedRow(slice)?.traceId ?? typedTraceId(slice);
}

/** The keys that mean the same for the selected trace of the list and for the open one. */
export const traceIdKeys: readonly KeyBinding<TracesSlice>[] = [
  {
    keys: ['l'],
    label: 'logs',
    help: 'The log lines of this trace, in the view of logs.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press: (slice) => ({
      effects: withId(slice, (traceId) => ({ type: 'go', view: 'logs', target: { type: 'logs', traceId } })),
    }),
  },
  {
    keys: ['o'],
    label: 'in Jaeger',
    help: "Opens Jaeger's page of this trace.",
    when: (slice, { shared }) => traceIdOf(slice) !== undefined && shared.stack !== undefined,
    press: (slice, { shared: { stack } }) => ({
      effects: withId(slice, (traceId) => ({
        type: 'open',
        url: `${stack?.endpoints.jaeger ?? ''}/trace/${traceId}`,
        what: 'the trace in Jaeger',
      })),
    }),
  },
  {
    keys: ['c'],
    label: 'copy id',
    help: 'Copies the trace id.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press: (slice) => ({ effects: withId(slice, (text) => ({ type: 'copy', text, what: 'the trace id' })) }),
  },
];

function traceIdOf(slice: TracesSlice): string | undefined {
  return slice.opened?.traceId ?? (inList(slice) ? selectedRow(slice)?.traceId : undefined);
}

function withId(slice: TracesSlice, effect: (traceId: string) => Effect): Effect[] {
  const traceId = traceIdOf(slice);
  return traceId === undefined ? [] : [effect(traceId)];
}
