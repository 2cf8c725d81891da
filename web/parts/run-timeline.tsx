import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatRate } from '../../lib/format/number.ts';
import { loadRates, type Moment, momentOf } from '../../ui/runs/moment.ts';
import type { RunState } from '../../ui/runs/run-state.ts';
import { runTracks } from '../../ui/runs/tracks.ts';
import { Timeline } from './timeline.tsx';

interface RunTimelineProps {
  run: RunState;
  /** The end of the scale; ms since the epoch. */
  to: number;
}

/** How many steps of the keyboard a run has. */
const steps = 200;

/**
 * A run over time: requests, phases, faults and alerts on one scale. The slider moves through the run's own time, which is
 * virtual in a check, and the text below describes the run at that time; by default that is the end.
 */
export function RunTimeline({ run, to }: RunTimelineProps): JSX.Element {
  const [chosen, setChosen] = useState<number>();
  const { startedAt: from } = run;
  const at = Math.min(chosen ?? to, to);
  const moment = momentOf(run, at);
  const { requests, failed } = loadRates(run);
  const stepMs = Math.max(1000, Math.round((to - from) / steps / 1000) * 1000);
  return (
    <Timeline
      tracks={runTracks(run)}
      curves={[
        { label: 'requests per second', points: requests, tone: 'accent' },
        { label: 'failed per second', points: failed, tone: 'bad' },
      ]}
      {...{ from, to, at }}
    >
      <input
        type="range"
        min={0}
        max={Math.ceil((to - from) / stepMs) * stepMs}
        step={stepMs}
        value={at - from}
        aria-label="Time in the run"
        aria-valuetext={`${formatDuration(at - from)}: ${describe(moment)}`}
        onInput={({ currentTarget }) => setChosen(from + Number(currentTarget.value))}
      />
      <output class="timeline-moment">
        <b>{formatDuration(Math.round((at - from) / 1000) * 1000)}</b> {describe(moment)}
      </output>
    </Timeline>
  );
}

function describe({ phase, rate, failedRate, faults, alerts }: Moment): string {
  const parts = [
    ...(phase === undefined ? [] : [`phase ${phase}`]),
    ...(rate === undefined ? [] : [`${formatRate(rate)} requests`]),
    ...(failedRate === undefined || failedRate === 0 ? [] : [`${formatRate(failedRate)} failed`]),
    ...faults,
    ...alerts.map(({ label, state }) => `${label} ${state}`),
  ];
  return parts.join(' · ');
}
