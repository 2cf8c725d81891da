import type { Severity } from '../../lib/events/finding.ts';
import { describeSource, type SourceLine } from '../../lib/events/source-line.ts';
import { plural } from '../../lib/format/number.ts';
import type { RunSummary } from '../runs/run-summary.ts';

export const icons: Record<Severity, string> = { error: '✗', warning: '⚠', info: 'ℹ' };

/** `rules/api.yml:12  ` at the start of a line, where terminals turn it into a link; empty without a source. */
export const place = (source: SourceLine | undefined): string => (source ? `${describeSource(source)}  ` : '');

/** `2 errors, 1 warning`, or `nothing`. */
export function countFindings({ findings }: { findings: readonly { severity: Severity }[] }): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const number = findings.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [countOf(number, severity)];
  });
  return parts.join(', ') || 'nothing';
}

/** `2 errors`, `1 warning`, `3 info`. */
export function countOf(number: number, severity: Severity): string {
  return severity === 'info' ? plural(number, severity, severity) : plural(number, severity);
}

/** Virtual duration of a run; ms. */
export function simulatedMs({ start, end }: RunSummary): number {
  return end ? Date.parse(end.time) - Date.parse(start.time) : 0;
}

/** `5 of 6 expectations passed`. */
export function passedExpectations({ expectations }: { expectations: readonly { type: string }[] }): string[] {
  const total = expectations.filter(({ type }) => type !== 'expect.skip').length;
  const passed = expectations.filter(({ type }) => type === 'expect.pass').length;
  return total === 0 ? [] : [`${passed} of ${plural(total, 'expectation')} passed`];
}
