import type { Untimed } from '../../lib/events/emit.ts';
import type { Evidence } from '../../lib/events/evidence.ts';
import { expectationEvent, type ExpectationResult } from '../../lib/events/expectation-result.ts';
import type { ExpectationEvent } from '../../lib/events/run-event.ts';
import { messageOf } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import { explainFailure } from '../diagnosis/explain-failure.ts';
import { pollIntervalMs } from '../pace.ts';
import type { ClosedContext, RunContext } from '../run/context.ts';
import type { Expectation } from '../scenario.ts';
import { checkExpectation, describeExpectation } from './expectation.ts';

/**
 * Evaluates an expectation until it passes or `timeoutMs` have passed; the event of one that fails has where the data
 * stopped. An error while evaluating is a result that did not pass. Rejects only when the run is aborted.
 */
export async function evaluate(
  expectation: Expectation,
  context: RunContext | ClosedContext,
  timeoutMs: number,
): Promise<Untimed<ExpectationEvent>> {
  const { name } = expectation;
  const expected = describeExpectation(expectation, context.thresholds);
  const event = await poll({ name, expected }, () => checkExpectation(expectation, context), context, timeoutMs);
  if (event.type === 'expect.fail') {
    const diagnosis = await explainFailure(expectation, context).catch((error: unknown): Evidence => {
      context.signal.throwIfAborted();
      return { label: 'no diagnosis', text: messageOf(error) };
    });
    if (diagnosis && 'stage' in diagnosis) {
      event.evidence.push({ label: `data stopped at: ${diagnosis.stage}`, text: diagnosis.text });
    } else if (diagnosis) event.evidence.push(diagnosis);
  }
  return event;
}

/** Evaluates until the result passes, is final, or `timeoutMs` have passed; the event has the last result. */
export async function poll(
  expectation: { name: string; expected: string },
  check: () => Promise<ExpectationResult>,
  { clock, signal, pace }: Pick<RunContext, 'clock' | 'signal' | 'pace'>,
  timeoutMs: number,
): Promise<Untimed<ExpectationEvent>> {
  let last: ExpectationResult = { passed: false, observed: 'nothing yet', evidence: [] };
  const waited = await waitUntil(
    async () => {
      try {
        last = await check();
      } catch (error) {
        signal.throwIfAborted();
        last = { passed: false, observed: messageOf(error), evidence: [] };
      }
      const { passed, isFinal, observed } = last;
      return passed || isFinal === true ? { done: true, value: undefined } : { done: false, seen: observed };
    },
    { timeoutMs, intervalMs: pollIntervalMs(pace), clock, signal },
  );
  return expectationEvent(expectation, last, waited);
}
