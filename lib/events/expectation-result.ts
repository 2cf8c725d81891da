import type { Untimed } from './emit.ts';
import type { Evidence } from './evidence.ts';
import type { ExpectationEvent } from './run-event.ts';

/** The result of evaluating an expectation once, be it one of a scenario, of a probe or of the user's sandbox.yaml. */
export interface ExpectationResult {
  passed: boolean;
  observed: string;
  evidence: Evidence[];
  /** Evaluating it again cannot change the result. */
  isFinal?: boolean;
}

/**
 * The event of an expectation: what was expected, and the last result. Without `tries` and `ms` it was evaluated once.
 */
export function expectationEvent(
  expectation: Pick<ExpectationEvent, 'name' | 'expected' | 'source'>,
  { passed, observed, evidence }: ExpectationResult,
  { tries, ms }: { tries: number; ms: number } = { tries: 1, ms: 0 },
): Untimed<ExpectationEvent> {
  return { type: passed ? 'expect.pass' : 'expect.fail', ...expectation, observed, tries, ms, evidence: [...evidence] };
}
