import type { JSX } from 'preact';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { plural } from '../../lib/format/number.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { ReportRun } from '../../ui/report/report-runs.ts';
import { ThemeButton } from '../app/theme.tsx';
import { isCheck, verdictOf } from './verdict.ts';
import { State } from '../parts/state.tsx';

type Runs = readonly ReportRun[];

/** What the report is about, its verdict, and when and with what it was made. */
export function Head({ data, runs }: { data: ReportData; runs: Runs }): JSX.Element {
  const { tone, text } = verdictOf(data, runs);
  return (
    <header class="report-head">
      <div>
        <h1>{subjectOf(runs)}</h1>
        <p class="verdict">
          <State tone={tone}>{text}</State>
        </p>
      </div>
      <div class="report-made">
        <p class="muted">{madeBy(data)}</p>
        <ThemeButton />
      </div>
    </header>
  );
}

export function titleOf(data: ReportData, runs: Runs): string {
  return `${verdictOf(data, runs).text} · ${subjectOf(runs)}`;
}

/** `Check of shop`, `Run of 12 scenarios`. */
function subjectOf(runs: Runs): string {
  const [first] = runs;
  if (!first) return 'Report of sandbox';
  const what = runs.length === 1 ? first.state.scenario : plural(runs.length, 'scenario');
  return `${isCheck(first) ? 'Check' : 'Run'} of ${what}`;
}

function madeBy({ startedAt, endedAt, versions }: ReportData): string {
  const start = new Date(startedAt);
  const took = endedAt === undefined ? '' : `, took ${formatDuration(Date.parse(endedAt) - start.getTime())}`;
  const { sandbox, collector, prometheus } = versions;
  return `${start.toLocaleString()}${took}. sandbox ${sandbox}, Collector ${collector}, Prometheus ${prometheus}.`;
}
