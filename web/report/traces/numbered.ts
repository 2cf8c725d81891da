import { createContext } from 'preact';
import type { TraceExample } from '../../../lib/events/trace-example.ts';
import type { ReportRun } from '../../../ui/report/report-runs.ts';

/** A trace with its number in the report, from 1 through all runs: scenarios with the same seed have the same trace IDs. */
export interface NumberedTrace {
  number: number;
  trace: TraceExample;
}

/** The traces of each run. */
export function numberTraces(runs: readonly ReportRun[]): NumberedTrace[][] {
  let number = 0;
  return runs.map(({ summary }) => summary.traces.map(({ trace }) => ({ number: (number += 1), trace })));
}

/** The traces of the shown run, for links to them. */
export const ShownTraces = createContext<readonly NumberedTrace[]>([]);
