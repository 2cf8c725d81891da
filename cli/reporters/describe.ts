import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { EventOf } from './reporter.ts';

/** What was expected, seen, how often it was asked, and the evidence: the lines under a failed expectation. */
export function failureLines({ expected, observed, tries, ms, evidence, source }: EventOf<'expect.fail'>): string[] {
  return [
    `expected: ${expected}`,
    `observed: ${observed}`,
    // What a check knows at its end is not asked for.
    ...(source ? [] : [`asked:    ${tries === 1 ? 'once' : `${formatCount(tries)} times`} in ${formatDuration(ms)}`]),
    ...evidence.map(({ label, url, text }) => `${label}: ${[text, url].filter(Boolean).join(' ')}`),
  ];
}

/** The lines of what ended a run before its expectations could be asked. */
export function endErrorLines({ error }: EventOf<'run.end'>): string[] {
  if (!error) return [];
  return [
    ...(error.code === 'internal-error' ? ['This is a bug in the sandbox. Please report it with these lines.'] : []),
    error.message,
    ...(error.details ?? []).map((line) => `  ${line}`),
    ...(error.hint === undefined ? [] : [`hint: ${error.hint}`]),
  ];
}
