import { messageOf } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import { pollIntervalMs } from '../pace.ts';
import { explainFailure } from '../diagnosis/explain-failure.ts';
import type { ClosedContext, RunContext } from '../run/context.ts';
import type { Evidence, ExpectationEvent } from '../../lib/events/run-event.ts';
import type { Expectation } from '../scenario.ts';
import type { Checked } from './check.ts';
import { checkExpectation, describeExpectation } from './expectation.ts';

/** How an expectation turned out, as its event says it. */
export type Verdict = Omit<ExpectationEvent, 'time'>;

/**
 * Asks an expectation until it holds or `timeoutMs` have passed; a failing one says where the data stopped. What it throws
 * is what was seen. Rejects only when the run is aborted.
 */
export async function evaluate(
  expectation: Expectation,
  context: RunContext | ClosedContext,
  timeoutMs: number,
): Promise<Verdict> {
  const { name } = expectation;
  const expected = describeExpectation(expectation);
  const verdict = await poll({ name, expected }, () => checkExpectation(expectation, context), context, timeoutMs);
  if (verdict.type === 'expect.fail') {
    const diagnosis = await explainFailure(expectation, context).catch((error: unknown): Evidence => {
      context.signal.throwIfAborted();
      return { label: 'no diagnosis', text: messageOf(error) };
    });
    if (diagnosis && 'stage' in diagnosis) {
      verdict.evidence.push({ label: `data stopped at: ${diagnosis.stage}`, text: diagnosis.text });
    } else if (diagnosis) verdict.evidence.push(diagnosis);
  }
  return verdict;
}

/** Asks again and again what must hold, and keeps what was seen last. */
export async function poll(
  { name, expected }: { name: string; expected: string },
  check: () => Promise<Checked>,
  { clock, signal, pace }: Pick<RunContext, 'clock' | 'signal' | 'pace'>,
  timeoutMs: number,
): Promise<Verdict> {
  let last: Checked = { held: false, observed: 'nothing yet', evidence: [] };
  const { tries, ms } = await waitUntil(
    async () => {
      try {
        last = await check();
      } catch (error) {
        signal.throwIfAborted();
        last = { held: false, observed: messageOf(error), evidence: [] };
      }
      const { held, final, observed } = last;
      return held || final === true ? { done: true, value: undefined } : { done: false, seen: observed };
    },
    { timeoutMs, intervalMs: pollIntervalMs(pace), clock, signal },
  );
  const type = last.held ? 'expect.pass' : 'expect.fail';
  return { type, name, expected, observed: last.observed, tries, ms, evidence: [...last.evidence] };
}
