import { evaluate, poll, type Verdict } from '../expectations/evaluate.ts';
import { momentOf, withoutFaults } from '../expectations/expectation.ts';
import type { FaultSession } from '../faults/fault-session.ts';
import { pacedMs } from '../pace.ts';
import type { Expectation, Fault } from '../scenario.ts';
import type { RunContext } from './context.ts';
import { checkProbes, describeProbe } from './probes.ts';
import type { Emit } from './run-scenario.ts';

/** Data passes batches and intervals that no pace shortens. */
const overheadMs = 10_000;

/** The expectations that this run asks, of one moment. */
export function expectationsAt(
  { scenario, withFaults }: RunContext,
  moment: ReturnType<typeof momentOf>,
): Expectation[] {
  const asked = withFaults ? scenario.expectations : scenario.expectations.flatMap((one) => withoutFaults(one) ?? []);
  return asked.filter((expectation) => momentOf(expectation) === moment);
}

/** The phase of the faults, or of nothing but load: follows the timeline and asks what must be seen meanwhile. */
export async function hold(context: RunContext, session: FaultSession, emit: Emit): Promise<boolean> {
  const { scenario, clock, pace, withFaults } = context;
  const faults = withFaults ? scenario.faults : [];
  if (faults.length > 0) emit({ type: 'phase', name: 'fault' });
  const start = clock.now();
  const lengthMs = pacedMs(scenario.duration, pace);

  // One branch that fails must end the others.
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  const branch = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      ending.abort(error);
      throw error;
    }
  };
  const until = (duration: string): Promise<void> =>
    clock.sleep(Math.max(0, start + pacedMs(duration, pace) - clock.now()), signal);
  const strike = async (fault: Fault): Promise<void> => {
    await until(fault.from);
    const applied = await session.apply(fault, signal);
    emit({ type: 'fault.start', ...applied });
    await until(fault.to);
    const ended = await session.rollBack(fault);
    if (ended) emit({ type: 'fault.end', ...ended });
  };
  const ask = async (expectation: Expectation): Promise<Verdict> => {
    const verdict = await evaluate(expectation, { ...context, signal }, lengthMs);
    emit(verdict);
    return verdict;
  };
  const asked = expectationsAt(context, 'during').map((expectation) => branch(ask(expectation)));
  const timeline = [branch(until(scenario.duration)), ...faults.map((fault) => branch(strike(fault)))];
  // All of them end before anything else happens: a rollback under way must not be overtaken.
  await Promise.allSettled([...timeline, ...asked]);
  if (ending.signal.aborted) throw ending.signal.reason;
  return (await Promise.all(asked)).every(isHeld);
}

function isHeld({ type }: Verdict): boolean {
  return type === 'expect.pass';
}

/** After the faults: the steady state must come back, and alerts must live their lives to the end. */
export async function recover(context: RunContext, session: FaultSession, emit: Emit): Promise<boolean> {
  const { scenario, pace, withFaults } = context;
  if (!withFaults || scenario.faults.length === 0) return true;
  for (const fault of await session.rollBackAll()) emit({ type: 'fault.end', ...fault });
  emit({ type: 'phase', name: 'recovery' });
  const { within, probes } = scenario.recovery;
  const timeoutMs = pacedMs(within, pace) + overheadMs;
  const wanted = { name: 'recovery', expected: probes.map(describeProbe).join('; ') };
  const verdicts = await Promise.all([
    ...expectationsAt(context, 'recovery').map((expectation) => evaluate(expectation, context, timeoutMs)),
    poll(wanted, () => checkProbes(probes, context), context, timeoutMs),
  ]);
  verdicts.forEach(emit);
  return verdicts.every(isHeld);
}
