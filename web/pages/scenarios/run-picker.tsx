import type { JSX } from 'preact';
import { formatAge, formatDuration } from '../../../lib/duration/format-duration.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import { Panel } from '../../parts/panel.tsx';
import { State, type Tone } from '../../parts/state.tsx';

interface RunPickerProps {
  runs: readonly RunState[];
  selected: string | undefined;
  now: number;
  onSelect: (id: string) => void;
}

/** The runs since the sandbox was started, newest first. */
export function RunPicker({ runs, selected, now, onSelect }: RunPickerProps): JSX.Element | null {
  if (runs.length === 0) return null;
  return (
    <Panel title="Runs" isFlush>
      <ul class="choices">
        {[...runs].reverse().map((run) => (
          <li key={run.id}>
            <button type="button" aria-pressed={run.id === selected} onClick={() => onSelect(run.id)}>
              <b>{run.scenario}</b>
              <span class="muted">
                <State tone={toneOf(run)}>{run.end?.result ?? 'running'}</State>
                {run.end
                  ? `, ${formatDuration(run.end.ms)}, ${formatAge(now - (run.endedAt ?? now))} ago`
                  : ` for ${formatAge(now - run.startedAt)}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The tone of a run's result. */
export function toneOf({ end }: Pick<RunState, 'end'>): Tone {
  if (!end) return 'accent';
  return end.result === 'pass' ? 'ok' : 'bad';
}
