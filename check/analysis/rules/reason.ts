import type { Evidence } from '../../../lib/events/run-event.ts';
import type { Severity } from '../../../lib/events/finding.ts';

/** One thing that keeps an expression from having a result. */
export interface Reason {
  severity: Severity;
  /** In a sentence, with its numbers. */
  message: string;
  hint?: string;
  /** A fault moved a value towards its threshold, but not far enough. */
  isShort?: true;
  evidence: Evidence[];
  /** As of a finding: what it has in common with other rules'. */
  shared?: string;
}

/** The worst first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** The worst first; of the same weight in the order in which the expression has them, each once. */
export function ranked(reasons: readonly Reason[]): Reason[] {
  const seen = new Set<string>();
  return reasons
    .filter(({ message }) => !seen.has(message) && seen.add(message))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
