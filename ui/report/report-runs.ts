import type { FindingEvent } from '../../lib/events/run-event.ts';
import type { TraceExample } from '../../lib/events/trace-example.ts';
import { bySeverity } from '../check/finding-order.ts';
import { collectRuns, type RunSummary } from '../runs/run-summary.ts';
import { beginRun, reduceRun, type RunState } from '../runs/run-state.ts';
import type { FileDiff, ReportData } from './report-data.ts';

/** A finding as a report shows it. */
export interface ReportFinding extends FindingEvent {
  /** From 1 through all runs, in the order of the page: the address of the finding has it. */
  number: number;
  diffs: readonly FileDiff[];
}

/** A trace of a check with its number, from 1 through all runs: scenarios with the same seed have the same trace IDs. */
export interface ReportTrace {
  number: number;
  trace: TraceExample;
}

/** A run of a report: its events by type, and its timeline. */
export interface ReportRun {
  summary: RunSummary;
  state: RunState;
  /** In the order of the check. */
  findings: readonly ReportFinding[];
  traces: readonly ReportTrace[];
}

/** The runs of a report with numbered findings and traces. */
export function reportRuns({ events, diffs }: Pick<ReportData, 'events' | 'diffs'>): ReportRun[] {
  const collected = collectRuns();
  const states: RunState[] = [];
  for (const event of events) {
    collected.onEvent(event);
    const last = states.pop();
    if (last) states.push(reduceRun(last, event));
    if (event.type === 'run.start') states.push(beginRun(event, true));
  }
  let position = 0;
  let number = 0;
  let traceNumber = 0;
  return collected.runs.flatMap((summary, index) => {
    const state = states[index];
    if (!state) return [];
    const made = new Map(summary.findings.map((finding) => [finding, { number: 0, diffs: diffs[position++] ?? [] }]));
    for (const finding of bySeverity(summary.findings)) {
      const more = made.get(finding);
      number += 1;
      if (more) more.number = number;
    }
    const findings = Array.from(made, ([finding, more]) => ({ ...finding, ...more }));
    const traces = summary.traces.map(({ trace }) => ({ number: (traceNumber += 1), trace }));
    return [{ summary, state, findings, traces }];
  });
}
