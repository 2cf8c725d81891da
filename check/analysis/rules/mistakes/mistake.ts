import type { Severity } from '../../../../lib/events/finding.ts';

/** Something wrong with how an expression or an alert is written, whatever its values are. */
export interface Mistake {
  severity: Severity;
  /** Follows the name of the rule: `divides each series by itself`. */
  message: string;
  why?: string;
  /** What the fix does, printed only with a fix that was verified. */
  hint?: string;
  /** As of `Finding`. */
  shared?: string;
  /** An expression that is right, to be verified before it is suggested. */
  fix?: string;
}
