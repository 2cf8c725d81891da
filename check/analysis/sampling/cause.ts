import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { Change } from '../../fixes/proposal.ts';

/** One cause of traces being lost or incomplete. */
export interface Cause {
  /** A sentence with numbers. */
  text: string;
  hint: string;
  /** What the hint says, as changes of the configuration. */
  changes?: readonly Change[];
  source?: SourceLine | undefined;
}

/**
 * The reasons of a finding: all causes, and the hint of the first. Where changes of the configuration remedy causes, the
 * hints are those of all these causes, as the changes are tried together.
 */
export function reportCauses(causes: readonly Cause[]): {
  why: string | undefined;
  hint: string | undefined;
  changes: readonly Change[];
} {
  const why = causes.length === 0 ? undefined : causes.map(({ text }) => text).join(' ');
  const curable = causes.filter(({ changes = [] }) => changes.length > 0);
  const hints = curable.length > 0 ? curable : causes.slice(0, 1);
  const hint = hints.length === 0 ? undefined : [...new Set(hints.map((cause) => cause.hint))].join(' ');
  return { why, hint, changes: curable.flatMap(({ changes = [] }) => changes) };
}
