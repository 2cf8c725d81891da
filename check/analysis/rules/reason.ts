import type { Evidence } from '../../../lib/events/run-event.ts';
import type { Severity } from '../../../lib/events/finding.ts';

/** One cause of an expression having no result. */
export interface Reason {
  severity: Severity;
  /** In sentences, with numbers. */
  message: string;
  /** A change of the expression, which is printed only with what trying it showed. */
  hint?: string | undefined;
  /** How to test it, or where to look: not a change. */
  advice?: string | undefined;
  /** A fault moved a value toward its threshold, but not far enough. */
  isShort?: true;
  /** The name that a metric has now: see `rewrite.ts`. */
  rename?: { from: string; to: string };
  /** Thresholds in place of the written one, the likeliest first: in another unit, or within what the values reached. */
  thresholds?: { written: number; right: readonly number[] } | undefined;
  /** Whole expressions that may be right in place of the one that the reason is about. */
  corrections?: { of: string; texts: readonly string[] };
  /** A part of the expression that names nothing, and what was probably meant. */
  replacement?: { from: RegExp; to: string };
  /** The name of a native histogram whose classic series are queried. */
  native?: string;
  evidence: Evidence[];
  /** As of `Finding`. */
  shared?: string;
}

/** The most severe first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** The most severe first, otherwise in the order of the expression; each message once. */
export function ranked(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons
    .filter(({ message }) => !seen.has(message) && seen.add(message))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
