import type { Evidence } from './evidence.ts';
import type { SourceLine } from './source-line.ts';

/** What a check can find, each kind with a page section in docs/check.md. */
export type FindingKind =
  // Rules and queries.
  | 'alert-never-fires'
  | 'alert-fires-at-baseline'
  | 'alert-flaps'
  | 'window-outlasts-check'
  | 'rule-without-result'
  | 'rule-fails'
  | 'query-without-result'
  // Sampling.
  | 'class-lost'
  | 'trace-incomplete'
  | 'policy-never-decides'
  | 'policy-decides-everything'
  | 'client-errors-as-errors'
  // The Collector's configuration.
  | 'attribute-unknown'
  | 'component-passed-through'
  | 'component-deprecated'
  | 'receiver-idle'
  | 'variable-unset'
  | 'telemetry-lost'
  // Secrets.
  | 'secret-leaked';

/**
 * `problem`: the configuration does not do what it is there for; the check fails. `warning`: it may not, and `--strict`
 * fails for it. `note`: worth knowing.
 */
export type Severity = 'problem' | 'warning' | 'note';

/** A result of a check about a configuration or a rule. */
export interface Finding {
  kind: FindingKind;
  severity: Severity;
  /** What it is about: an alert, a policy, a component, a class. */
  subject: string;
  /** What happened, with its numbers, in one sentence. */
  message: string;
  /** Why, as far as it was found out. */
  why?: string;
  /** What to do. */
  hint?: string;
  source?: SourceLine;
  evidence: Evidence[];
  /**
   * The end of the sentence that it shares with other findings of its kind: a report may print it once for all of them.
   */
  shared?: string;
}
