import type { Finding } from '../../lib/events/finding.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { YamlChange } from '../../lib/yaml/yaml-edit.ts';
import type { Observations } from '../run/observations.ts';

/** A change of the user's files: of a path in a Collector configuration, or of a key of a rule. */
export type Change =
  /** `files` are merged in this order, and may include others. */
  | { of: 'collector'; files: readonly string[]; change: YamlChange }
  /** `rule` is the line of its name. */
  | { of: 'rule'; rule: SourceLine; key: string; value: unknown };

/**
 * How much of the traffic must be simulated to verify a change: enough to start the Collector, two minutes of each step,
 * which is enough for what happens to many traces, or all of it.
 */
export type TrialLength = 'start' | 'short' | 'whole';

/** What a trial left of the problem. */
export interface Outcome {
  /** How many traces, spans or the like are still concerned. */
  left: number;
  /** `3 of 612 traces of class error were lost`. */
  text: string;
}

/** A change that a finding suggests. Its hint says so in words, and is printed only if the change is verified. */
export interface Proposal {
  changes: readonly Change[];
  length: TrialLength;
  /** The same measure before the change and with it; without one the finding must be gone. */
  outcome?: (observations: Observations) => Outcome;
  /** Evaluated on the recorded series already: what was verified. Missing if verification is off. */
  verified?: string;
  /** The hint if the change could not be verified. */
  otherwise?: string;
  /** Kinds of findings that the problem hides. */
  hides?: readonly string[];
}

/** A finding before its proposal is verified. */
export type ProposedFinding = Finding & { proposal?: Proposal };

/** A change at a path of a Collector's configuration. */
export function inCollector({ files = [] }: { files?: readonly string[] | undefined }, change: YamlChange): Change {
  return { of: 'collector', files, change };
}
