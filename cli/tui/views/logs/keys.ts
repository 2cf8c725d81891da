import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import { levelFilters } from '../../../../ui/logs/query.ts';
import { restrict, selectedLine, type LogsSlice } from './slice.ts';

export const logsPanes = ['lines', 'details'] as const;

export const logsKeys: readonly KeyBinding<LogsSlice>[] = [
  ...movementKeys<LogsSlice>({
    pane: 'lines',
    count: ({ rows }) => rows?.length ?? 0,
    read: selectedLine,
    // The last line follows new lines.
    write(slice, index) {
      const rows = slice.rows ?? [];
      const follow = index >= rows.length - 1;
      return { ...slice, follow, selected: follow ? undefined : rows[index]?.key, detail: 0 };
    },
  }),
  ...movementKeys<LogsSlice>({
    pane: 'details',
    count: ({ rows, ...slice }) => Object.keys(rows?.[selectedLine({ ...slice, rows })]?.labels ?? {}).length,
    read: ({ detail }) => detail,
    write: (slice, detail) => ({ ...slice, detail }),
  }),
  {
    keys: ['t', 'enter'],
    label: 'trace',
    help: 'Shows the trace of the selected line.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press(slice) {
      const traceId = traceIdOf(slice);
      return traceId === undefined
        ? {}
        : { effects: [{ type: 'go', view: 'traces', target: { type: 'trace', traceId } }] };
    },
  },
  {
    keys: ['e'],
    label: 'level',
    help: 'Filters by level: all, warnings and errors, or only errors.',
    press(slice) {
      const next = (levelFilters.indexOf(slice.filter.level) + 1) % levelFilters.length;
      return { slice: restrict(slice, { level: levelFilters[next] ?? 'all levels' }) };
    },
  },
  {
    keys: ['s'],
    label: 'service',
    help: 'Filters by the next service; after the last one, shows all.',
    when: ({ services }) => services.length > 0,
    press(slice) {
      const choices = [undefined, ...slice.services];
      const service = choices[(choices.indexOf(slice.filter.service) + 1) % choices.length];
      return { slice: restrict(slice, { service }) };
    },
  },
  {
    keys: ['f'],
    label: 'follow',
    help: 'Follows new lines, or stops following.',
    press(slice) {
      const selected = slice.rows?.[selectedLine(slice)]?.key;
      return { slice: { ...slice, follow: !slice.follow, selected: slice.follow ? selected : undefined } };
    },
  },
  {
    keys: ['a'],
    label: 'all lines',
    help: 'Clears all filters: text, service, level and trace.',
    when: ({ filter: { text, service, level, traceId } }) =>
      text !== '' || service !== undefined || level !== 'all levels' || traceId !== undefined,
    press: (slice) => ({
      slice: {
        ...restrict(slice, { text: '', service: undefined, level: 'all levels', traceId: undefined }),
        openedFor: undefined,
      },
    }),
  },
  {
    keys: ['escape'],
    label: 'all traces',
    help: 'Clears the trace filter.',
    quiet: true,
    when: ({ filter: { traceId }, openedFor }) => traceId !== undefined && traceId !== openedFor,
    press: (slice) => ({ slice: restrict(slice, { traceId: undefined }) }),
  },
  {
    keys: ['c'],
    label: 'copy id',
    help: 'Copies the trace ID of the line.',
    when: (slice) => traceIdOf(slice) !== undefined,
    press: (slice) => ({ effects: [{ type: 'copy', text: traceIdOf(slice) ?? '', what: 'the trace ID' }] }),
  },
];

function traceIdOf(slice: LogsSlice): string | undefined {
  return slice.rows?.[selectedLine(slice)]?.traceId;
}
