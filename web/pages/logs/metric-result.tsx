import type { JSX } from 'preact';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { lastRange, stepOf } from '../../parts/range.tsx';
import { Failure, Loading } from '../../parts/states.tsx';
import { QueryResult } from '../metrics/query-result.tsx';

const everyMs = 2_000;

/** The chart of a metric query of LogQL: numbers over time in place of lines. */
export function MetricResult({
  query,
  rangeMs,
  isLive,
}: {
  query: string;
  rangeMs: number;
  isLive: boolean;
}): JSX.Element {
  const { loki } = useSandbox().source.clients;
  const stepMs = stepOf(rangeMs);
  const result = useQuery(
    `${rangeMs} ${query}`,
    async (signal) => {
      const { start, end } = lastRange(rangeMs, stepMs);
      return { start, end, series: await loki.queryMetric(query, { start, end, stepMs, signal }) };
    },
    { intervalMs: isLive ? everyMs : undefined },
  );
  return (
    <>
      {result.error !== undefined && <Failure error={result.error} retry={result.refresh} />}
      {!result.data && result.error === undefined && <Loading what="Running the query" />}
      {result.data && (
        <QueryResult
          query={query}
          {...result.data}
          exemplars={[]}
          hint="Widen the time range, or remove a part of the query."
        />
      )}
    </>
  );
}
