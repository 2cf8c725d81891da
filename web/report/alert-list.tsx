import type { JSX } from 'preact';
import { alertTimelines, describeTimeline, timelineName } from '../../ui/check/alert-timelines.ts';
import type { RunSummary } from '../../ui/runs/run-summary.ts';

/** The alert timelines of a check in words; a sentence where no alert was pending. */
export function AlertList({ run }: { run: RunSummary }): JSX.Element {
  const timelines = alertTimelines(run);
  if (timelines.length === 0) return <p class="table-note muted">No alert was pending.</p>;
  return (
    <dl class="alerts">
      {timelines.map((timeline, index) => (
        <div key={index}>
          <dt>{timelineName(timeline)}</dt>
          <dd>{describeTimeline(timeline, run.faults)}</dd>
        </div>
      ))}
    </dl>
  );
}
