import type { JSX } from 'preact';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { formatCount, formatRate } from '../../../lib/format/number.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';
import { Stat } from '../../parts/panel.tsx';
import { State } from '../../parts/state.tsx';
import { toneOf } from './run-picker.tsx';

/** The result of a run, how long it took, and what it sent. `now` is in milliseconds since the epoch. */
export function RunStats({ run, now }: { run: RunState; now: number }): JSX.Element {
  const { startedAt, end, load, phases } = run;
  return (
    <div class="stats inset">
      <Stat label="Result" note={end?.error?.message}>
        <State tone={toneOf(run)}>{end?.result ?? 'running'}</State>
      </Stat>
      <Stat label={end ? 'Duration' : 'Running for'} note={end ? undefined : `phase ${phases.at(-1)?.name ?? 'boot'}`}>
        {formatDuration(end?.ms ?? Math.floor((now - startedAt) / 1000) * 1000)}
      </Stat>
      <Stat label="Requests" note={load && !end ? formatRate(load.rate) : 'sent'}>
        {load ? formatCount(load.sent) : '-'}
      </Stat>
      <Stat label="Failed requests" note={failuresOf(run)}>
        <span class={load && load.failed > 0 ? 'bad-text' : ''}>{load ? formatCount(load.failed) : '-'}</span>
      </Stat>
    </div>
  );
}

function failuresOf({ load }: RunState): string | undefined {
  const reasons = Object.entries(load?.failures ?? {}).map(([reason, count]) => `${formatCount(count)} × ${reason}`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}
