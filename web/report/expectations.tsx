import type { JSX } from 'preact';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { RunSummary } from '../../ui/runs/run-summary.ts';
import { passedExpectations } from '../../ui/check/format.ts';
import { Panel } from '../parts/panel.tsx';
import { State, type Tone } from '../parts/state.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { SourceExcerpt } from './source-excerpt.tsx';

type Result = RunSummary['expectations'][number];

const results: Readonly<Record<Result['type'], { text: string; tone: Tone; rank: number }>> = {
  'expect.fail': { text: 'failed', tone: 'bad', rank: 0 },
  'expect.pass': { text: 'passed', tone: 'ok', rank: 1 },
  'expect.skip': { text: 'skipped', tone: 'quiet', rank: 2 },
};

interface ExpectationsProps {
  expectations: readonly Result[];
  data: Pick<ReportData, 'excerpts'>;
}

/** What was expected of a run and what was observed, failed ones first and with all evidence. */
export function Expectations({ expectations, data }: ExpectationsProps): JSX.Element {
  const sorted = [...expectations].sort((a, b) => results[a.type].rank - results[b.type].rank);
  return (
    <Panel title="Expectations" note={noteOf(expectations)} isFlush>
      {sorted.map((result, index) => (
        <article key={index} class="expectation">
          <h3>
            <State tone={results[result.type].tone}>{results[result.type].text}</State> {result.name}
          </h3>
          {result.type === 'expect.skip' ? <p class="muted">{result.reason}</p> : <Observed {...{ result, data }} />}
        </article>
      ))}
    </Panel>
  );
}

function noteOf(expectations: readonly Result[]): string {
  const hasLinks = expectations.some((one) => one.type !== 'expect.skip' && one.evidence.some(({ url }) => url));
  return [...passedExpectations({ expectations }), ...(hasLinks ? ['links work while the sandbox runs'] : [])].join(
    '; ',
  );
}

function Observed({
  result: { type, source, expected, observed, tries, ms, evidence },
  data,
}: {
  result: Exclude<Result, { type: 'expect.skip' }>;
  data: Pick<ReportData, 'excerpts'>;
}): JSX.Element {
  return (
    <>
      {source && <p class="muted mono">{describeSource(source)}</p>}
      {source && type === 'expect.fail' && (
        <SourceExcerpt source={source} excerpts={data.excerpts[source.file] ?? []} />
      )}
      <dl class="evidence">
        <div>
          <dt>expected</dt>
          <dd>{expected}</dd>
        </div>
        <div>
          <dt>observed</dt>
          <dd>
            {observed}
            {!source &&
              ms > 0 &&
              ` (checked ${tries === 1 ? 'once' : `${formatCount(tries)} times`} in ${formatDuration(ms)})`}
          </dd>
        </div>
      </dl>
      {evidence.length > 0 && <EvidenceList evidence={evidence} />}
    </>
  );
}
