import { traceUrl } from '../../../../stack/clients/jaeger.ts';
import { workbenchUrl } from '../../../../stack/workbench/paths.ts';
import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { Effect } from '../../state/effect.ts';
import { list, openTrace } from './reduce.ts';
import { selectedIndex, selectedRow, shownRows, typedTraceId } from './select.ts';
import type { TracesSlice } from './slice.ts';
import type { TraceOrder } from '../../../../ui/traces/trace-row.ts';

const inList = ({ opened, search }: TracesSlice): boolean => !opened && !search;

const orderKey = (key: string, order: TraceOrder, help: string): KeyBinding<TracesSlice> => ({
  keys: [key],
  label: order,
  help,
  press: (slice) => ({ slice: list(slice, { order }) }),
});

/** The keys of the list; those that select an order or service also close an open trace. */
export const listKeys: readonly KeyBinding<TracesSlice>[] = [
  ...movementKeys<TracesSlice>({
    count: (slice) => (inList(slice) ? shownRows(slice).length : 0),
    read: selectedIndex,
    // The first row follows new traces; another row stays on its trace.
    write: (slice, index) => ({ ...slice, selected: index === 0 ? undefined : shownRows(slice)[index]?.traceId }),
  }),
  {
    keys: ['enter'],
    label: 'open',
    help: 'Opens the trace: spans, attributes, log lines, and the policy that kept it.',
    when: (slice) => inList(slice) && openable(slice) !== undefined,
    press(slice) {
      const traceId = openable(slice);
      return traceId === undefined ? {} : { slice: { ...slice, opened: openTrace(traceId, 'list') } };
    },
  },
  orderKey('n', 'newest', 'Shows the newest traces.'),
  orderKey('d', 'slowest', 'Shows the slowest traces.'),
  orderKey('f', 'failed', 'Shows the traces with failed spans.'),
  {
    keys: ['s'],
    label: 'service',
    help: 'Filters by the next service; after the last one, shows all.',
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

/** The keys of the selected or open trace. */
export const traceIdKeys: readonly KeyBinding<TracesSlice>[] = [
  {
    keys: ['l'],
    label: 'logs',
    help: 'Shows the log lines of this trace in the Logs view.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press: (slice) => ({
      effects: withId(slice, (traceId) => ({ type: 'go', view: 'logs', target: { type: 'logs', traceId } })),
    }),
  },
  {
    keys: ['o'],
    label: 'in browser',
    help: 'Opens this trace in the workbench; in Jaeger where there is none.',
    when: (slice, { shared }) => traceIdOf(slice) !== undefined && shared.stack !== undefined,
    press: (slice, { shared: { stack } }) => ({
      effects: withId(slice, (traceId) =>
        stack?.workbench
          ? { type: 'open', url: workbenchUrl(stack.workbench, `/traces/${traceId}`), what: 'the trace' }
          : { type: 'open', url: traceUrl(stack?.endpoints.jaeger ?? '', traceId), what: 'the trace in Jaeger' },
      ),
    }),
  },
  {
    keys: ['c'],
    label: 'copy ID',
    help: 'Copies the trace ID.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press: (slice) => ({ effects: withId(slice, (text) => ({ type: 'copy', text, what: 'the trace ID' })) }),
  },
];

function traceIdOf(slice: TracesSlice): string | undefined {
  return slice.opened?.traceId ?? (inList(slice) ? selectedRow(slice)?.traceId : undefined);
}

function withId(slice: TracesSlice, effect: (traceId: string) => Effect): Effect[] {
  const traceId = traceIdOf(slice);
  return traceId === undefined ? [] : [effect(traceId)];
}
