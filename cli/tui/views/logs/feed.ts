import { defineFeed } from '../../view.ts';
import { logRow } from '../../../../ui/logs/log-row.ts';
import { logQuery, type LogFilter } from '../../../../ui/logs/query.ts';
import type { LogsAnswer, LogsSlice } from './slice.ts';

interface LinesQuestion {
  filter: LogFilter;
  /** Only new lines, instead of the whole time range. */
  recent: boolean;
}

const first = { windowMs: 30 * 60_000, limit: 500 };
/** Lines of several services arrive out of order and late, so that the last seconds are read again. */
const recentOnes = { windowMs: 12_000, limit: 500 };

/** The log lines: first the existing ones, then new ones. */
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

/** The services that have log lines. */
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
