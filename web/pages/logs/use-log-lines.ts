import { useRef } from 'preact/hooks';
import { type LogRow, logRow, mergeLines } from '../../../ui/logs/log-row.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { type Query, useQuery } from '../../app/use-query.ts';

/** As many lines are kept while new ones come. */
export const mostLines = 5_000;
const firstLimit = 1_000;
/** Lines of several services arrive out of order and late, so the last seconds are read again. */
const recent = { windowMs: 12_000, limit: 1_000, everyMs: 1_000 };

/** The lines of a query, newest first: those of the time range, then new ones as they come. */
export function useLogLines({
  query,
  rangeMs,
  isLive,
}: {
  query: string;
  rangeMs: number;
  isLive: boolean;
}): Query<LogRow[]> {
  const { loki } = useSandbox().source.clients;
  const key = `${rangeMs} ${query}`;
  const known = useRef<{ key: string; rows: LogRow[] } | undefined>(undefined);
  return useQuery(
    key,
    async (signal) => {
      const before = known.current?.key === key ? known.current.rows : undefined;
      const end = Date.now() + 1000;
      const start = end - (before ? Math.min(rangeMs, recent.windowMs) : rangeMs);
      const limit = before ? recent.limit : firstLimit;
      const lines = await loki.queryRange(query, { start, end, limit, signal });
      const rows = mergeLines([...(before ?? [])].reverse(), lines.map(logRow), mostLines).reverse();
      known.current = { key, rows };
      return rows;
    },
    { intervalMs: isLive ? recent.everyMs : undefined },
  );
}
