import { matches } from '../../widgets/filter-line.ts';
import type { DetailSection } from '../../../../ui/traces/waterfall.ts';
import type { TracesSlice } from './slice.ts';
import type { TraceRow } from '../../../../ui/traces/trace-row.ts';

/** Selections from the slice, shared by drawing and keys. */

/** The rows that match the filter. */
export function shownRows({ rows = [], filter }: Pick<TracesSlice, 'rows' | 'filter'>): readonly TraceRow[] {
  if (filter.trim() === '') return rows;
  return rows.filter(({ traceId, services, name, status = '', policy, errors }) =>
    matches(filter, traceId, ...services, name, String(status), policy, errors > 0 ? 'error' : 'ok'),
  );
}

/** Index of the selected row; the first if none is selected or it no longer exists. */
export function selectedIndex(slice: TracesSlice): number {
  return Math.max(
    0,
    shownRows(slice).findIndex(({ traceId }) => traceId === slice.selected),
  );
}

export function selectedRow(slice: TracesSlice): TraceRow | undefined {
  return shownRows(slice)[selectedIndex(slice)];
}

/** The trace ID typed as the filter, which can be opened if it is not in the list. */
export function typedTraceId({ filter }: Pick<TracesSlice, 'filter'>): string | undefined {
  const typed = filter.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(typed) ? typed : undefined;
}

export type DetailRow = { type: 'title'; text: string } | { type: 'entry'; name: string; value: string };

/** The sections of the selected span as rows, without empty sections. */
export function detailRows(sections: readonly DetailSection[]): DetailRow[] {
  return sections
    .filter(({ entries }) => entries.length > 0)
    .flatMap(({ title, entries }): DetailRow[] => [
      { type: 'title', text: title },
      ...entries.map(([name, value]): DetailRow => ({ type: 'entry', name, value })),
    ]);
}
