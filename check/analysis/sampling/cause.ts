import type { SourceLine } from '../../../lib/events/source-line.ts';

/** One cause of traces being lost or incomplete. */
export interface Cause {
  /** A sentence with numbers. */
  text: string;
  hint: string;
  source?: SourceLine | undefined;
}

/** The reasons of a finding: all causes, and the hint of the first. */
export function reportCauses(causes: readonly Cause[]): { why: string | undefined; hint: string | undefined } {
  const why = causes.length === 0 ? undefined : causes.map(({ text }) => text).join(' ');
  return { why, hint: causes[0]?.hint };
}
