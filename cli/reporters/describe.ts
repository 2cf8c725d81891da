import { formatDuration } from '../../lib/duration/format-duration.ts';
import { formatCount } from '../../lib/format/number.ts';
import type { EventOf } from '../../lib/events/dispatch.ts';

/** The lines below a failed expectation: expected, observed, number of tries and evidence. */
export function failureLines({ expected, observed, tries, ms, evidence, source }: EventOf<'expect.fail'>): string[] {
  return [
    `expected: ${expected}`,
    `observed: ${observed}`,
    // Expectations of sandbox.yaml are evaluated once, at the end.
    ...(source ? [] : [`checked:  ${tries === 1 ? 'once' : `${formatCount(tries)} times`} in ${formatDuration(ms)}`]),
    ...evidence.map(({ label, url, text }) => `${label}: ${[text, url].filter(Boolean).join(' ')}`),
  ];
}

/** The error that ended a run before its expectations were evaluated. */
export function endErrorLines({ error }: EventOf<'run.end'>): string[] {
  if (!error) return [];
  return [
    ...(error.code === 'internal-error'
      ? ['This is an internal error of sandbox. Please report it with these lines.']
      : []),
    error.message,
    ...(error.details ?? []).map((line) => `  ${line}`),
    ...(error.hint === undefined ? [] : [`hint: ${error.hint}`]),
  ];
}
