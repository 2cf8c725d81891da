import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ReportData } from '../../ui/report/report-data.ts';
import { type ReportRun, reportRuns } from '../../ui/report/report-runs.ts';
import { Failure } from '../parts/states.tsx';
import { Head, titleOf } from './head.tsx';
import { placeOf } from './place.ts';
import { RunTable } from './run-table.tsx';
import { RunView } from './run-view.tsx';
import { ShownTraces } from './traces/shown-traces.ts';

/** The page of a report: what it is about, the runs if there are several, and one of them. */
export function Report({ data }: { data: ReportData }): JSX.Element {
  const runs = useMemo(() => reportRuns(data), [data]);
  const place = usePlace();
  const chosen = runOf(place, runs);
  const index = runs[chosen] ? chosen : 0;
  const run = runs[index];
  const numberOf = (of: 'finding' | 'trace'): number | undefined => (place?.of === of ? place.number : undefined);
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
        {run && (
          <ShownTraces.Provider value={run.traces}>
            <RunView key={index} run={run} data={data} selected={numberOf('finding')} trace={numberOf('trace')} />
          </ShownTraces.Provider>
        )}
        {!run && data.endedAt !== undefined && !data.error && <p class="banner">No run was started.</p>}
      </main>
    </div>
  );
}

/** The position of the run that the address is about, or that has what it is about. */
function runOf(place: ReturnType<typeof placeOf>, runs: readonly ReportRun[]): number {
  if (place === undefined) return 0;
  if (place.of === 'run') return place.number - 1;
  const { of } = place;
  return runs.findIndex(({ findings, traces }) =>
    (of === 'finding' ? findings : traces).some(({ number }) => number === place.number),
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
