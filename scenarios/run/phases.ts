import { type Probed, waitUntil } from '../../lib/wait.ts';
import { lifeOf } from '../alerts/timeline.ts';
import { evaluate, poll, type Verdict } from '../expectations/evaluate.ts';
import { momentOf, withoutFaults } from '../expectations/expectation.ts';
import type { FaultSession } from '../faults/fault-session.ts';
import { pacedMs } from '../pace.ts';
import { endOf, type Fault } from '../faults/fault-schema.ts';
import type { Expectation } from '../scenario.ts';
import type { RunContext } from './context.ts';
import { checkProbes, describeProbe } from './probes.ts';
import type { Emit } from '../../lib/events/emit.ts';

/** Data passes batches and intervals that no pace shortens. */
const overheadMs = 20_000;
/** What must be seen while the load goes on may come late on a busy machine: the phase is then so many times as long. */
const stretch = 3;

/** The expectations that this run asks, of one moment. */
export function expectationsAt(
  { scenario, withFaults }: RunContext,
  moment: ReturnType<typeof momentOf>,
): Expectation[] {
  const asked = withFaults ? scenario.expectations : scenario.expectations.flatMap((one) => withoutFaults(one) ?? []);
  return asked.filter((expectation) => momentOf(expectation) === moment);
}

/**
 * The phase of the faults, or of nothing but load: follows the timeline and asks what must be seen meanwhile. It lasts the
 * scenario's duration, and longer while an alert that must fire does not, or a metric is not as it must be.
 */
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
  const until = async (ms: number): Promise<void> => clock.sleep(Math.max(0, start + ms - clock.now()), signal);
  const ask = async (expectation: Expectation): Promise<Verdict> => {
    const verdict = await evaluate(expectation, { ...context, signal }, stretch * lengthMs);
    emit(verdict);
    return verdict;
  };
  const asked = expectationsAt(context, 'during').map((expectation) => branch(ask(expectation)));
  const firing = waitUntil(() => allFiring(context), { timeoutMs: stretch * lengthMs, clock, signal });
  const end = branch(Promise.all([until(lengthMs), firing, ...asked]));
  const strike = async (fault: Fault): Promise<void> => {
    await until(pacedMs(fault.from, pace));
    const applied = await session.apply(fault, signal);
    emit({ type: 'fault.start', ...applied });
    const to = endOf(fault);
    if (to !== undefined) {
      const toMs = pacedMs(to, pace);
      await (toMs < lengthMs ? until(toMs) : end);
    }
    const ended = await session.rollBack(fault);
    if (ended) emit({ type: 'fault.end', ...ended });
  };
  // All of them end before anything else happens: a rollback under way must not be overtaken.
  await Promise.allSettled([end, ...faults.map((fault) => branch(strike(fault))), ...asked]);
  if (ending.signal.aborted) throw ending.signal.reason;
  return (await Promise.all(asked)).every(isHeld);
}

/** Whether every alert that must live its life has begun to fire. */
function allFiring(context: RunContext): Probed<undefined> {
  const waiting = expectationsAt(context, 'recovery').filter(
    (expectation) =>
      expectation.type === 'alert-life' &&
      !lifeOf(context.watch.transitions, expectation.alertname, expectation.labels).some(({ to }) => to === 'firing'),
  );
  if (waiting.length === 0) return { done: true, value: undefined };
  return { done: false, seen: `${waiting.map(({ name }) => name).join(', ')}: not firing` };
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
