import type { JSX } from 'preact';
import type { RunState } from '../../../ui/runs/run-state.ts';
import { routes } from '../../../ui/workbench/api.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useAction } from '../../app/use-action.ts';
import { Panel } from '../../parts/panel.tsx';
import { Failure } from '../../parts/states.tsx';
import { RunTimeline } from '../../parts/run-timeline.tsx';
import { Ledger } from './ledger.tsx';
import { RunStats } from './run-stats.tsx';
import { Verdicts } from './verdicts.tsx';

/** A run that has just begun does not fill the width. */
const leastSpanMs = 20_000;

/** A run: its timeline with faults and alerts, the expectations, and what sampling did with its traces. */
export function RunDetail({ run, now }: { run: RunState; now: number }): JSX.Element {
  const { source } = useSandbox();
  const stop = useAction(() => source.call(routes.cancelRun));
  const { scenario, seed, startedAt, endedAt, end } = run;
  const to = Math.max(endedAt ?? now, startedAt + leastSpanMs);
  return (
    <>
      <Panel
        title={scenario}
        note={`seed ${seed}${run.withFaults ? '' : ', without faults'}`}
        actions={
          end ? undefined : (
            <button type="button" class="danger" disabled={!source.canAct() || stop.isRunning} onClick={stop.run}>
              {stop.isRunning ? 'Stopping…' : 'Stop the run'}
            </button>
          )
        }
        isFlush
      >
        {stop.error !== undefined && <Failure error={stop.error} />}
        <RunStats run={run} now={now} />
        <RunTimeline run={run} to={to} />
      </Panel>
      {end?.error && (
        <Failure
          error={Object.assign(new Error(end.error.message), {
            hint: [...(end.error.details ?? []), end.error.hint].filter(Boolean).join(' '),
          })}
        />
      )}
      <Verdicts run={run} />
      {run.ledger && <Ledger ledger={run.ledger} />}
    </>
  );
}
