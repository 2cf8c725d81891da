import type { RunEvent } from '../../lib/events/run-event.ts';
import { beginRun, reduceRun, type RunState } from './run-state.ts';

/** Number of runs that are kept. */
const keptRuns = 30;

/** The runs after an event, oldest first. Events between runs change none. */
export function reduceRuns(runs: readonly RunState[], event: RunEvent, withFaults = true): readonly RunState[] {
  if (event.type === 'run.start') return [...runs, beginRun(event, withFaults)].slice(-keptRuns);
  const last = runs.at(-1);
  if (!last || last.end) return runs;
  const next = reduceRun(last, event);
  return next === last ? runs : [...runs.slice(0, -1), next];
}
