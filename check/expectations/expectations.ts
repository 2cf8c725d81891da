import type { SourceLine } from '../../lib/events/source-line.ts';
import type { Share } from '../../scenarios/sampling/ledger/expected.ts';

/** The expectations in the user's sandbox.yaml, each with its line. */
export interface Expectations {
  /** The share of a trace class that the Collector exports. */
  classes: readonly { class: string; kept: Share; source: SourceLine }[];
  /** How many incomplete traces are accepted; undefined if there is no expectation. */
  maxIncomplete?: { count: number; source: SourceLine };
  alerts: readonly {
    alertname: string;
    labels: Readonly<Record<string, string>>;
    /** `fire`: within `withinMs` of the first affected request, if set. `be-ignored`: no finding about it counts. */
    must: 'fire' | 'stay-quiet' | 'be-ignored';
    withinMs?: number;
    /** It must resolve before the traffic ends. */
    resolves?: boolean;
    source: SourceLine;
  }[];
  /** Regular expressions that no exported telemetry may match. */
  noLeak: readonly { pattern: string; source: SourceLine }[];
}
