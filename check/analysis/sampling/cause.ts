import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { Change } from '../../fixes/proposal.ts';

/** One cause of traces being lost or incomplete. */
export interface Cause {
  /** A sentence with numbers. */
  text: string;
  /** What the changes do. */
  hint?: string | undefined;
  /** Changes of the configuration that remedy it, to be tried. */
  changes?: readonly Change[];
  /** Where to look, if there are no changes. */
  look?: string;
  source?: SourceLine | undefined;
}

/**
 * The reasons of a finding: all causes, and the hints of those that changes of the configuration remedy, as these are tried
 * together. Without any, the hint is where to look.
 */
export function reportCauses(causes: readonly Cause[]): {
  why: string | undefined;
  hint: string | undefined;
  changes: readonly Change[];
} {
  const why = causes.length === 0 ? undefined : causes.map(({ text }) => text).join(' ');
  const curable = causes.filter(({ changes = [] }) => changes.length > 0);
  const hints = curable.length > 0 ? curable.map(({ hint }) => hint) : causes.slice(0, 1).map(({ look }) => look);
  const hint = [...new Set(hints.flatMap((text) => text ?? []))].join(' ');
  return { why, hint: hint === '' ? undefined : hint, changes: curable.flatMap(({ changes = [] }) => changes) };
}
