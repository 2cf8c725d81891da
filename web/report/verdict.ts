import { countFindings, passedExpectations } from '../../ui/check/format.ts';
import type { ReportData } from '../../ui/report/report-data.ts';
import type { ReportRun } from '../../ui/report/report-runs.ts';
import type { Tone } from '../parts/state.tsx';

export interface Verdict {
  tone: Tone;
  text: string;
}

const results: Readonly<Record<'pass' | 'fail' | 'error', Verdict>> = {
  pass: { tone: 'ok', text: 'passed' },
  fail: { tone: 'bad', text: 'failed' },
  error: { tone: 'bad', text: 'ended with an error' },
};

/** The result of a run, in words. */
export function resultOf({ state: { end } }: Pick<ReportRun, 'state'>): Verdict {
  return end ? results[end.result] : { tone: 'warn', text: 'not completed' };
}

/** What a run found: `6 errors, 1 info; 3 of 4 expectations passed`. */
export function countsOf({ summary }: Pick<ReportRun, 'summary'>): string {
  return [...(summary.findings.length > 0 ? [countFindings(summary)] : []), ...passedExpectations(summary)].join('; ');
}

/** The verdict on all runs of a report. */
export function verdictOf({ error, endedAt }: ReportData, runs: readonly ReportRun[]): Verdict {
  const [first] = runs;
  if (!first) {
    if (error) return results.error;
    return { tone: 'warn', text: endedAt === undefined ? 'not completed' : 'nothing was run' };
  }
  if (runs.length === 1) {
    const { tone, text } = resultOf(first);
    const counts = countsOf(first);
    return { tone, text: counts === '' ? text : `${text}: ${counts}` };
  }
  const passed = runs.filter(({ state }) => state.end?.result === 'pass').length;
  const isPassed = passed === runs.length && !error && endedAt !== undefined;
  return { tone: isPassed ? 'ok' : 'bad', text: `${passed} of ${runs.length} passed` };
}

/** Whether the run is simulated in virtual time. */
export function isCheck({ summary }: Pick<ReportRun, 'summary'>): boolean {
  return summary.start.run.runtime === 'virtual';
}
