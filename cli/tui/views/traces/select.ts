import { matches } from '../../widgets/filter-line.ts';
import type { DetailSection } from './waterfall.ts';
import type { TracesSlice } from './slice.ts';
import type { TraceRow } from './trace-row.ts';

/** What is shown of a slice, worked out in one place for drawing and for keys. */

/** The rows of the list that the filter lets through. */
export function shownRows({ rows = [], filter }: Pick<TracesSlice, 'rows' | 'filter'>): readonly TraceRow[] {
  if (filter.trim() === '') return rows;
  return rows.filter(({ traceId, services, name, status = '', policy, errors }) =>
    matches(filter, traceId, ...services, name, String(status), policy, errors > 0 ? 'error' : 'ok'),
  );
}

/** Index of the selected row; the first where none was chosen or it is gone. */
export function selectedIndex(slice: TracesSlice): number {
  return Math.max(
    0,
    shownRows(slice).findIndex(({ traceId }) => traceId === slice.selected),
  );
}

export function selectedRow(slice: TracesSlice): TraceRow | undefined {
  return shownRows(slice)[selectedIndex(slice)];
}

/** A whole trace id that was typed as the filter: it can be opened though it is not in the list. */
export function typedTraceId({ filter }: Pick<TracesSlice, 'filter'>): string | undefined {
  const typed = filter.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(typed) ? typed : undefined;
}

export type DetailRow = { type: 'title'; text: string } | { type: 'entry'; name: string; value: string };

/** The selected span's sections one below the other; empty sections are left out. */
export function detailRows(sections: readonly DetailSection[]): DetailRow[] {
  return sections
    .filter(({ entries }) => entries.length > 0)
    .flatMap(({ title, entries }): DetailRow[] => [
      { type: 'title', text: title },
      ...entries.map(([name, value]): DetailRow => ({ type: 'entry', name, value })),
    ]);
}
