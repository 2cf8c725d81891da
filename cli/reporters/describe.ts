import type { EventOf } from './reporter.ts';

/** Words for events that several reporters use. */

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** `1 process`, `2 processes`: with the plural where it is not made by an s. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** What was expected, seen, how often it was asked, and the evidence: the lines under a failed expectation. */
export function failureLines({ expected, observed, tries, ms, evidence, source }: EventOf<'expect.fail'>): string[] {
  return [
    `expected: ${expected}`,
    `observed: ${observed}`,
    // What a check knows at its end is not asked for.
    ...(source ? [] : [`asked:    ${tries === 1 ? 'once' : `${tries} times`} in ${seconds(ms)}`]),
    ...evidence.map(({ label, url, text }) => `${label}: ${[text, url].filter(Boolean).join(' ')}`),
  ];
}

/** `{a=1, b="x"}`, or nothing. */
export function braces(values: Record<string, unknown>): string {
  const parts = Object.entries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
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
