import type { JSX } from 'preact';
import { formatAge } from '../../../lib/duration/format-duration.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { State } from '../../parts/state.tsx';

/** The run under way, with a link to its timeline. */
export function CurrentRun(): JSX.Element | null {
  const { runs, now } = useSandbox();
  const run = runs.at(-1);
  if (!run || run.end) return null;
  return (
    <div class="banner">
      <State tone="accent">
        {run.scenario} has been running for {formatAge(now - run.startedAt)}, phase {run.phases.at(-1)?.name ?? 'boot'}.
      </State>{' '}
      <a href="#/scenarios">Show the run</a>
    </div>
  );
}
