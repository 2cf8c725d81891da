import { type Probed, waitUntil } from '../../lib/wait.ts';
import type { Emit, Untimed } from '../../lib/events/emit.ts';
import type { ExpectationEvent } from '../../lib/events/run-event.ts';
import { timelineOf } from '../alerts/timeline.ts';
import { evaluate, poll } from '../expectations/evaluate.ts';
import { type EvaluationPhase, evaluationPhaseOf, withoutFaults } from '../expectations/expectation.ts';
import type { FaultSession } from '../faults/fault-session.ts';
import { pacedMs } from '../pace.ts';
import { endTimeOf, type Fault } from '../faults/fault-schema.ts';
import type { Expectation } from '../scenario.ts';
import type { RunContext } from './context.ts';
import { checkProbes, describeProbe } from './probes.ts';

/** How long data takes through batches and intervals that no pace shortens. */
const overheadMs = 20_000;
/** On a busy machine an expectation may take longer under load: the phase is at most so many times as long. */
const longestPhase = 3;

/** The expectations of this run that are evaluated in one phase. */
export function expectationsAt({ scenario, withFaults }: RunContext, phase: EvaluationPhase): Expectation[] {
  const all = withFaults ? scenario.expectations : scenario.expectations.flatMap((one) => withoutFaults(one) ?? []);
  return all.filter((expectation) => evaluationPhaseOf(expectation) === phase);
}

/**
 * The phase of the faults, or without faults of load alone: injects each fault for its time and evaluates the
 * expectations on it. It lasts the scenario's duration, and longer while an alert that must fire does not, or a metric
 * is out of its range.
 */
export async function faultPhase(context: RunContext, session: FaultSession, emit: Emit): Promise<boolean> {
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
  const until = async (ms: number): Promise<void> => clock.sleep(Math.max(0, start + ms - clock.now()), signal);
  const evaluateOne = async (expectation: Expectation): Promise<Untimed<ExpectationEvent>> => {
    const event = await evaluate(expectation, { ...context, signal }, longestPhase * lengthMs);
    emit(event);
    return event;
  };
  const evaluations = expectationsAt(context, 'during').map((expectation) => branch(evaluateOne(expectation)));
  const firing = waitUntil(() => allFiring(context), { timeoutMs: longestPhase * lengthMs, clock, signal });
  const end = branch(Promise.all([until(lengthMs), firing, ...evaluations]));
  const inject = async (fault: Fault): Promise<void> => {
    await until(pacedMs(fault.from, pace));
    const applied = await session.apply(fault, signal);
    emit({ type: 'fault.start', ...applied });
    const to = endTimeOf(fault);
    if (to !== undefined) {
      const toMs = pacedMs(to, pace);
      await (toMs < lengthMs ? until(toMs) : end);
    }
    const ended = await session.revert(fault);
    if (ended) emit({ type: 'fault.end', ...ended });
  };
  // All of them end before the next phase: it must not overlap with a fault that is being reverted.
  await Promise.allSettled([end, ...faults.map((fault) => branch(inject(fault))), ...evaluations]);
  if (ending.signal.aborted) throw ending.signal.reason;
  return (await Promise.all(evaluations)).every(hasPassed);
}

/** Whether every alert that must fire has fired. */
function allFiring(context: RunContext): Probed<undefined> {
  const waiting = expectationsAt(context, 'recovery').filter(
    (expectation) =>
      expectation.type === 'alert-fires' &&
      !timelineOf(context.watch.transitions, expectation.alertname, expectation.labels).some(
        ({ to }) => to === 'firing',
      ),
  );
  if (waiting.length === 0) return { done: true, value: undefined };
  return { done: false, seen: `${waiting.map(({ name }) => name).join(', ')}: not firing` };
}

function hasPassed({ type }: Untimed<ExpectationEvent>): boolean {
  return type === 'expect.pass';
}

/** After the faults: the steady state must be reached again, and alerts must resolve. */
export async function recoveryPhase(context: RunContext, session: FaultSession, emit: Emit): Promise<boolean> {
  const { scenario, pace, withFaults } = context;
  if (!withFaults || scenario.faults.length === 0) return true;
  for (const fault of await session.revertAll()) emit({ type: 'fault.end', ...fault });
  emit({ type: 'phase', name: 'recovery' });
  const { within, probes } = scenario.recovery;
  const timeoutMs = pacedMs(within, pace) + overheadMs;
  const recovery = { name: 'recovery', expected: probes.map(describeProbe).join('; ') };
  const events = await Promise.all([
    ...expectationsAt(context, 'recovery').map((expectation) => evaluate(expectation, context, timeoutMs)),
    poll(recovery, () => checkProbes(probes, context), context, timeoutMs),
  ]);
  events.forEach(emit);
  return events.every(hasPassed);
}
