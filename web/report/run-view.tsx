import type { JSX } from 'preact';
import { plural } from '../../lib/format/number.ts';
import { costTable, factors, storageTable } from '../../ui/check/storage.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { ReportRun } from '../../ui/report/report-runs.ts';
import type { RunSummary } from '../../ui/runs/run-summary.ts';
import { RunStats } from '../pages/scenarios/run-stats.tsx';
import { Ledger } from '../pages/scenarios/ledger.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Failure } from '../parts/states.tsx';
import { RunTimeline } from '../parts/run-timeline.tsx';
import { AlertList } from './alert-list.tsx';
import { Expectations } from './expectations.tsx';
import { Findings } from './findings.tsx';
import { FixFirst } from './fix-first.tsx';
import { Traces } from './traces/traces.tsx';
import { isCheck } from './verdict.ts';

interface RunViewProps {
  run: ReportRun;
  data: ReportData;
  /** The number of the finding that the address names. */
  selected: number | undefined;
  /** The number of the trace that the address names. */
  trace: number | undefined;
}

/** Everything about one run: what to fix, the findings, the timeline, the expectations, sampling and storage. */
export function RunView({ run, data, selected, trace }: RunViewProps): JSX.Element {
  const { summary, state, findings } = run;
  const { end, ledger, endedAt } = state;
  const { volume } = summary;
  const last = Math.max(endedAt ?? 0, ...data.events.map(({ time }) => Date.parse(time)));
  return (
    <>
      {end?.error && (
        <Failure
          error={Object.assign(new Error(end.error.message), {
            hint: [...(end.error.details ?? []), end.error.hint].filter(Boolean).join('\n') || undefined,
          })}
        />
      )}
      {findings.length > 0 && <FixFirst findings={findings} />}
      {findings.length > 0 && <Findings findings={findings} data={data} selected={selected} />}
      <Panel title={state.scenario} note={noteOf(run)} isFlush>
        <RunStats run={state} now={endedAt ?? last} />
        <RunTimeline run={state} to={endedAt ?? last} />
        {isCheck(run) && <AlertList run={summary} />}
      </Panel>
      {summary.expectations.length > 0 && <Expectations expectations={summary.expectations} data={data} />}
      {ledger && <Ledger ledger={ledger} />}
      {run.traces.length > 0 && <Traces selected={trace} />}
      {volume && <Storage volume={volume} />}
      {volume?.cost && <Cost cost={volume.cost} />}
    </>
  );
}

function Storage({ volume }: { volume: NonNullable<RunSummary['volume']> }): JSX.Element {
  const { heading, columns, rows } = storageTable(volume);
  return <DataTable title={heading} columns={columns} rows={rows} notes={factors(volume)} />;
}

function Cost({ cost }: { cost: Parameters<typeof costTable>[0] }): JSX.Element {
  const { heading, columns, rows, note } = costTable(cost);
  return <DataTable title={heading} columns={columns} rows={rows} notes={[note]} />;
}

function noteOf({ summary }: ReportRun): string {
  const { runtime, seed, pace, tiers, leavesOut } = summary.start.run;
  return [
    runtime === 'virtual' ? 'in virtual time' : `${runtime}, pace ${pace}`,
    `seed ${seed}`,
    ...(tiers ? [`${plural(tiers.agents, 'agent')}, ${plural(tiers.gateways, 'gateway')}`] : []),
    ...(leavesOut === undefined ? [] : [`quick: not checked: ${leavesOut}`]),
  ].join(', ');
}
