import type { Severity } from '../../../lib/events/finding.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import { plural } from '../../../lib/format/number.ts';
import type { RunSummary } from '../run-summary.ts';

export const icons: Record<Severity, string> = { error: '✗', warning: '⚠', info: 'ℹ' };

/** `rules/api.yml:12 `, first in its line so that terminals make it a link; nothing where there is no place. */
export const place = (source: SourceLine | undefined): string => (source ? `${describeSource(source)}  ` : '');

/** `2 errors, 1 warning`; `nothing` where there is nothing. */
export function countFindings({ findings }: Pick<RunSummary, 'findings'>): string {
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

/** How long a run took on its own clock. */
export function playedMs({ start, end }: RunSummary): number {
  return end ? Date.parse(end.time) - Date.parse(start.time) : 0;
}
