import type { ViewAction } from '../../state/action.ts';
import { mergeLines, type LogRow } from '../../../../ui/logs/log-row.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import type { LogFilter } from '../../../../ui/logs/query.ts';

export interface LogsSlice {
  filter: LogFilter;
  /** Whether the newest line stays selected. */
  follow: boolean;
  /** Key of the selected line if it does not follow. */
  selected?: string | undefined;
  services: readonly string[];
  /** Oldest first; undefined before the first answer. */
  rows?: readonly LogRow[] | undefined;
  /** Lines arrived faster than they could be queried; some are missing. */
  overrun: boolean;
  /** Scroll position of the details. */
  detail: number;
  /** The trace that another view opened, to which `esc` returns. */
  openedFor?: string | undefined;
  outages: Outages;
}

export const initialLogs: LogsSlice = {
  filter: { text: '', level: 'all levels' },
  follow: true,
  services: [],
  overrun: false,
  detail: 0,
  outages: {},
};

export type LogsAnswer =
  { feed: 'lines'; filter: LogFilter; rows: LogRow[]; overrun: boolean } | { feed: 'services'; services: string[] };

/** Number of lines that are kept. */
export const keptLines = 1000;

export function reduceLogs(slice: LogsSlice, action: ViewAction<LogsAnswer>): LogsSlice {
  switch (action.type) {
    case 'answer': {
      const { answer } = action;
      const next = { ...slice, outages: endOutage(slice.outages, answer.feed) };
      if (answer.feed === 'services') return { ...next, services: answer.services };
      if (JSON.stringify(answer.filter) !== JSON.stringify(slice.filter)) return slice;
      const rows = mergeLines(slice.rows ?? [], answer.rows, keptLines);
      return { ...next, rows, overrun: slice.rows !== undefined && answer.overrun };
    }
    case 'unanswered':
      return { ...slice, outages: addOutage(slice.outages, action) };
    case 'shown': {
      const { target } = action;
      if (target?.type !== 'logs') return { ...slice, rows: undefined, openedFor: undefined };
      const { traceId, service } = target;
      return { ...restrict(slice, { text: '', level: 'all levels', traceId, service }), openedFor: traceId };
    }
    case 'event':
    case 'entered':
      return slice;
  }
}

/** Changes the filter and restarts the query. */
export function restrict(slice: LogsSlice, change: Partial<LogFilter>): LogsSlice {
  const filter = { ...slice.filter, ...change };
  return { ...slice, filter, rows: undefined, overrun: false, follow: true, selected: undefined, detail: 0 };
}

/** Index of the selected line. */
export function selectedLine({ rows = [], follow, selected }: LogsSlice): number {
  const index = follow ? -1 : rows.findIndex(({ key }) => key === selected);
  return index === -1 ? Math.max(0, rows.length - 1) : index;
}
