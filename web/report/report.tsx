import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ReportData } from '../../ui/report/report-data.ts';
import { reportRuns } from '../../ui/report/report-runs.ts';
import { Failure } from '../parts/states.tsx';
import { Head, titleOf } from './head.tsx';
import { placeOf } from './place.ts';
import { RunTable } from './run-table.tsx';
import { RunView } from './run-view.tsx';

/** The page of a report: what it is about, the runs if there are several, and one of them. */
export function Report({ data }: { data: ReportData }): JSX.Element {
  const runs = useMemo(() => reportRuns(data), [data]);
  const place = usePlace();
  const chosen =
    place?.of === 'finding'
      ? runs.findIndex(({ findings }) => findings.some(({ number }) => number === place.number))
      : (place?.number ?? 1) - 1;
  const index = runs[chosen] ? chosen : 0;
  const run = runs[index];
  const finding = place?.of === 'finding' ? place.number : undefined;
  useEffect(() => {
    document.title = titleOf(data, runs);
  }, [data, runs]);
  return (
    <div class="report">
      <Head data={data} runs={runs} />
      <main>
        {data.error && <Failure error={asError(data.error)} />}
        {data.endedAt === undefined && (
          <p class="banner warn" role="status">
            The command did not end, or had not ended when this report was opened: it is not complete.
          </p>
        )}
        {runs.length > 1 && <RunTable runs={runs} chosen={index} />}
        {run && <RunView key={index} run={run} data={data} selected={finding} />}
        {!run && data.endedAt !== undefined && !data.error && <p class="banner">No run was started.</p>}
      </main>
    </div>
  );
}

function asError({ message, hint, details = [] }: NonNullable<ReportData['error']>): Error {
  return Object.assign(new Error(message), { hint: [...details, hint].filter(Boolean).join('\n') || undefined });
}

function usePlace(): ReturnType<typeof placeOf> {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = (): void => setHash(location.hash);
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return placeOf(hash);
}
