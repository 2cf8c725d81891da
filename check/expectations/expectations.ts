import type { SourceLine } from '../../lib/events/source-line.ts';
import type { Share } from '../../scenarios/sampling/ledger/expected.ts';

/** What a person's sandbox.yaml expects of a check, each with the line at which it stands. */
export interface Expectations {
  /** How much of a class of traces comes out of the Collector. */
  classes: readonly { class: string; kept: Share; source: SourceLine }[];
  /** How many incomplete traces there may be; undefined where nothing is expected. */
  maxIncomplete?: { count: number; source: SourceLine };
  alerts: readonly {
    alertname: string;
    labels: Readonly<Record<string, string>>;
    /** `fires`: within so long of the first wrong request, where it is said. `ignored`: no finding about it counts. */
    must: 'fire' | 'stay-quiet' | 'be-ignored';
    withinMs?: number;
    /** Must be over before the traffic is. */
    resolves?: boolean;
    source: SourceLine;
  }[];
  /** Regular expressions that must match nothing that leaves the Collector. */
  noLeak: readonly { pattern: string; source: SourceLine }[];
}
