import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { FeatureNotice } from '../notice.ts';

/** A list of features as the user wrote it, separated by commas, and its line in sandbox.yaml. */
export interface FeatureList {
  text: string;
  source?: SourceLine;
}

/** The lists of `--enable-feature` and `--feature-gates` that the programs of a check get, and what is to be reported. */
export interface Features {
  /** Of Prometheus. */
  enabled: readonly string[];
  /** Of the Collectors; `-` in front of those that are off. */
  gates: readonly string[];
  notices: readonly FeatureNotice[];
}
