import type { Evidence } from '../../lib/events/run-event.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';

/** What became of one expectation of a person; the contents of an `expect.pass` or `expect.fail`. */
export interface Outcome {
  holds: boolean;
  name: string;
  expected: string;
  observed: string;
  evidence: Evidence[];
  source: SourceLine;
}
