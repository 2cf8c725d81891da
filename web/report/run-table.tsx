import type { JSX } from 'preact';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { right } from '../../lib/format/table-column.ts';
import { simulatedMs } from '../../ui/check/format.ts';
import type { ReportRun } from '../../ui/report/report-runs.ts';
import { Panel } from '../parts/panel.tsx';
import { State } from '../parts/state.tsx';
import { TableHead } from '../parts/table-head.tsx';
import { runHref } from './place.ts';
import { countsOf, isCheck, resultOf } from './verdict.ts';

/** All runs of a report, to choose one. */
export function RunTable({ runs, chosen }: { runs: readonly ReportRun[]; chosen: number }): JSX.Element {
  return (
    <Panel title="Scenarios" note="choose one to see its details below" isFlush>
      <table>
        <TableHead columns={['Scenario', 'Result', 'Found', right('Duration')]} />
        <tbody>
          {runs.map((run, index) => {
            const { tone, text } = resultOf(run);
            return (
              <tr key={index} class={index === chosen ? 'selected' : ''}>
                <td>
                  <a href={runHref(index + 1)} aria-current={index === chosen ? 'true' : undefined}>
                    {run.state.scenario}
                  </a>
                </td>
                <td>
                  <State tone={tone}>{text}</State>
                </td>
                <td class="muted">{countsOf(run)}</td>
                <td class="num">{durationOf(run)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

function durationOf(run: ReportRun): string {
  const { end } = run.state;
  return end ? formatDuration(isCheck(run) ? simulatedMs(run.summary) : end.ms) : '';
}
