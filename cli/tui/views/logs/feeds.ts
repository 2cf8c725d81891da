import { defineFeed } from '../../view.ts';
import { logRow } from '../signals/log-row.ts';
import { logQuery, type LogFilter } from './query.ts';
import type { LogsAnswer, LogsSlice } from './slice.ts';

interface LinesQuestion {
  filter: LogFilter;
  /** Only what is new; else as far back as is shown. */
  recent: boolean;
}

const first = { windowMs: 30 * 60_000, limit: 500 };
/** Lines of several senders arrive out of order, some seconds late: the end is read again each time. */
const recentOnes = { windowMs: 12_000, limit: 500 };

/** The lines, newest last: first those that are there, then what comes. */
export const linesFeed = defineFeed<LogsSlice, LinesQuestion, LogsAnswer>({
  name: 'lines',
  intervalMs: 1000,
  question: ({ filter, rows }) => ({ filter, recent: rows !== undefined }),
  async ask({ filter, recent }, { clients: { loki } }, signal) {
    const { windowMs, limit } = recent ? recentOnes : first;
    const end = Date.now() + 1000;
    const lines = await loki.queryRange(logQuery(filter), { start: end - windowMs, end, limit, signal });
    return { feed: 'lines', filter, rows: lines.map(logRow), overrun: recent && lines.length >= limit };
  },
});

/** Whose lines there are to choose from. */
export const servicesFeed = defineFeed<LogsSlice, Record<string, never>, LogsAnswer>({
  name: 'services',
  intervalMs: 10_000,
  question: () => ({}),
  async ask(_question, { clients: { loki } }, signal) {
    const end = Date.now();
    const services = await loki.labelValues('service_name', { start: end - first.windowMs, end, signal });
    return { feed: 'services', services };
  },
});
