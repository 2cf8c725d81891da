import type { Evidence } from './evidence.ts';
import type { FileEdit } from '../yaml/yaml-edit.ts';
import type { SourceLine } from './source-line.ts';

/**
 * `error`: the configuration does not do what it is there for; the check fails. `warning`: it may not; the check
 * fails with `--strict`. `info`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info';

/** Something that a check found in the user's configuration, rules or dashboards. */
export interface Finding {
  /** Such as `alert-never-fires`: a definition in check/findings, and a page in docs/findings. */
  kind: string;
  severity: Severity;
  /** What it is about: the name of an alert, a policy, a component, a trace class. */
  subject: string;
  /** What happened, with numbers, in one sentence without a period. */
  message: string;
  /** The cause, as far as it is known, in sentences. */
  why?: string;
  /** What to do, in sentences. */
  hint?: string;
  source?: SourceLine;
  evidence: Evidence[];
  /** The change that the hint suggests, where a check tried it and the finding was gone. */
  fix?: Fix;
  /** A cause that other findings of the kind may share, as the end of a sentence: reports may group by it. */
  shared?: string;
}

/** A verified change of the user's files. */
export interface Fix {
  /** What was verified. */
  verified: string;
  edits: readonly FileEdit[];
}
