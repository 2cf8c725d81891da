import type { ViewAction } from '../../state/action.ts';
import { mergeLines, type LogRow } from '../signals/log-row.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import type { LogFilter } from './query.ts';

export interface LogsSlice {
  filter: LogFilter;
  /** The newest line is selected, and stays so while lines come. */
  follow: boolean;
  /** Key of the selected line where it does not follow. */
  selected?: string | undefined;
  services: readonly string[];
  /** Oldest first; undefined until they were answered. */
  rows?: readonly LogRow[] | undefined;
  /** Lines came faster than they could be asked for: some are not shown. */
  overrun: boolean;
  /** First row of the details that is shown. */
  detail: number;
  /** Whether another view asked for this trace: then `esc` leads back there. */
  cameFor?: string | undefined;
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

/** So many lines are kept. */
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
      if (target?.type !== 'logs') return { ...slice, rows: undefined, cameFor: undefined };
      const { traceId, service } = target;
      return { ...restrict(slice, { text: '', level: 'all levels', traceId, service }), cameFor: traceId };
    }
    case 'event':
    case 'entered':
      return slice;
  }
}

/** With another filter everything is asked for anew. */
export function restrict(slice: LogsSlice, change: Partial<LogFilter>): LogsSlice {
  const filter = { ...slice.filter, ...change };
  return { ...slice, filter, rows: undefined, overrun: false, follow: true, selected: undefined, detail: 0 };
}

/** Index of the selected line. */
export function selectedLine({ rows = [], follow, selected }: LogsSlice): number {
  const index = follow ? -1 : rows.findIndex(({ key }) => key === selected);
  return index === -1 ? Math.max(0, rows.length - 1) : index;
}
