import type { Severity } from '../../../lib/events/finding.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import { count } from '../describe.ts';
import type { RunSummary } from '../run-summary.ts';

/** `00:10:05` of a moment in ISO 8601: virtual time begins at midnight. */
export const clock = (time: string): string => new Date(time).toISOString().slice(11, 19);

/** `31 200`, with a thin gap for thousands. */
export const grouped = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ' ');

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `4.2 GB`, in powers of a thousand as storage is sold. */
export function bytes(amount: number): string {
  const power = amount < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(amount) / 3));
  const value = amount / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : Number(value.toPrecision(2))} ${byteUnits[power] ?? 'B'}`;
}

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
  return severity === 'info' ? `${number} info` : count(number, severity);
}

/** How long a run took on its own clock. */
export function playedMs({ start, end }: RunSummary): number {
  return end ? Date.parse(end.time) - Date.parse(start.time) : 0;
}
