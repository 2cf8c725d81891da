import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Exemplar } from '../../../ui/metrics/exemplars.ts';
import { queryExemplars } from '../../../ui/metrics/exemplars.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { PageHead } from '../../parts/panel.tsx';
import { lastRange, stepOf, useShownRangeMs } from '../../parts/range.tsx';
import { Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { exampleQueries } from './examples.ts';
import { ExemplarTable } from './exemplar-table.tsx';
import { QueryForm } from './query-form.tsx';
import { QueryResult } from './query-result.tsx';

const everyMs = 2_000;

/** A PromQL query over time, with the exemplars of its series. The query is in the address. */
function Metrics({ route: { params } }: PageProps): JSX.Element {
  const { source, status } = useSandbox();
  const { prometheus } = source.clients;
  const examples = useMemo(() => exampleQueries(status?.pace ?? 1), [status?.pace]);
  const query = params.get('q') ?? examples[0]?.[1] ?? '';
  const rangeMs = useShownRangeMs(params);
  const stepMs = stepOf(rangeMs);
  const key = status && `${rangeMs} ${query}`;
  const result = useQuery(
    key,
    async (signal) => {
      const { start, end } = lastRange(rangeMs, stepMs);
      return { start, end, series: await prometheus.queryRange(query, { start, end, stepMs, signal }) };
    },
    { intervalMs: everyMs },
  );
  const exemplars = useQuery<Exemplar[]>(
    key,
    (signal) => queryExemplars(prometheus, query, { start: Date.now() - rangeMs, end: Date.now(), signal }),
    { intervalMs: everyMs * 2 },
  );
  return (
    <>
      <PageHead title="Metrics" />
      <QueryForm params={params} query={query} examples={examples} />
      {result.error !== undefined && <Failure error={result.error} retry={result.refresh} />}
      {!result.data && result.error === undefined && <Loading what="Running the query" />}
      {result.data && <QueryResult query={query} {...result.data} exemplars={exemplars.data ?? []} />}
      {result.data && <ExemplarTable query={query} exemplars={exemplars.data ?? []} />}
    </>
  );
}

export const metricsPage: Page = { path: 'metrics', title: 'Metrics', Component: Metrics };
