import type { JSX } from 'preact';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatCount, formatRate } from '../../../lib/format/number.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import { runTracks } from '../../../ui/runs/tracks.ts';
import { routes } from '../../../ui/workbench/api.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useAction } from '../../app/use-action.ts';
import { Panel, Stat } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { Failure } from '../../parts/states.tsx';
import { Timeline } from '../../parts/timeline.tsx';
import { Ledger } from './ledger.tsx';
import { toneOf } from './run-picker.tsx';
import { Verdicts } from './verdicts.tsx';

/** A run that has just begun does not fill the width. */
const leastSpanMs = 20_000;

/** A run: its timeline with faults and alerts, the expectations, and what sampling did with its traces. */
export function RunDetail({ run, now }: { run: RunState; now: number }): JSX.Element {
  const { source } = useSandbox();
  const stop = useAction(() => source.call(routes.cancelRun));
  const { scenario, seed, startedAt, endedAt, end, load, phases } = run;
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
        <div class="stats inset">
          <Stat label="Result" note={end?.error?.message}>
            <State tone={toneOf(run)}>{end?.result ?? 'running'}</State>
          </Stat>
          <Stat
            label={end ? 'Duration' : 'Running for'}
            note={end ? undefined : `phase ${phases.at(-1)?.name ?? 'boot'}`}
          >
            {formatDuration(end?.ms ?? Math.floor((now - startedAt) / 1000) * 1000)}
          </Stat>
          <Stat label="Requests" note={load && !end ? formatRate(load.rate) : 'sent'}>
            {load ? formatCount(load.sent) : '-'}
          </Stat>
          <Stat label="Failed requests" note={failuresOf(run)}>
            <span class={load && load.failed > 0 ? 'bad-text' : ''}>{load ? formatCount(load.failed) : '-'}</span>
          </Stat>
        </div>
        <Timeline tracks={runTracks(run)} from={startedAt} to={to} />
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

function failuresOf({ load }: RunState): string | undefined {
  const reasons = Object.entries(load?.failures ?? {}).map(([reason, count]) => `${formatCount(count)} × ${reason}`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}
