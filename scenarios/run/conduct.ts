import { formatDuration } from '../../lib/duration/format-duration.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { seededRandom } from '../../lib/random.ts';
import { type AlertWatch, watchAlerts } from '../alerts/watcher.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import { poll } from '../expectations/evaluate.ts';
import type { ComponentControl } from '../faults/component-fault.ts';
import { FaultSession } from '../faults/fault-session.ts';
import { openLedger, type OpeningBalance } from '../sampling/ledger/ledger.ts';
import { Load } from '../load/load.ts';
import { plantedSecrets } from '../load/secrets.ts';
import { httpSender, loadUserAgent, type Sender } from '../load/sender.ts';
import { pacedMs } from '../pace.ts';
import type { Scenario } from '../scenario.ts';
import type { RunContext } from './context.ts';
import type { Ending } from '../../lib/events/run-end.ts';
import { closeRun } from './close-run.ts';
import { reportLoad } from './load-reports.ts';
import { checkProbes, describeProbe } from './probes.ts';
import type { Emit } from '../../lib/events/emit.ts';
import { hold, recover } from './phases.ts';

export interface Conduct {
  scenario: Scenario;
  clients: Clients;
  gateway: string;
  clock: Clock;
  pace: number;
  seed: number;
  signal: AbortSignal;
  withFaults: boolean;
  sender?: Sender;
  control?: ComponentControl | undefined;
  /** Time passes only when nothing is left to do. */
  isVirtual?: boolean;
}

/** Data has to pass the services' batches and the Collector's flushes before a probe can see it, whatever the pace. */
const overheadMs = 30_000;

/** Leads a run through its phases. Rejects with what makes it end early, after everything was put back as it was. */
export async function conduct(options: Conduct, emit: Emit): Promise<Ending> {
  const { scenario, clients, clock, seed, signal } = options;
  const random = seededRandom(seed).fork(scenario.name);
  const secrets = plantedSecrets(random);
  const { control } = options;
  const session = new FaultSession({ faults: clients.faults, otlp: clients.otlp, control, clock, seed, secrets });
  const sender =
    options.sender ??
    httpSender({ gateway: options.gateway, userAgent: loadUserAgent, connections: scenario.load.maxInFlight });
  const undo: (() => Promise<void>)[] = [() => sender.close()];

  try {
    emit({ type: 'phase', name: 'steady-state' });
    const { opening, watch } = await begin(options, emit);
    undo.push(() => watch.stop());
    const load = new Load({ spec: scenario.load, sender, random: random.fork('load'), clock, secrets });
    const stopReports = reportLoad(load, clock, emit);
    undo.push(async () => {
      // Requests under way would otherwise be waited for.
      if (signal.aborted) await sender.close();
      await load.stop();
      await stopReports();
    });
    const context: RunContext = { ...options, load, watch, opening, secrets, flood: session.flood };
    await reachSteadyState(context, emit);
    const inHold = await hold(context, session, emit);
    const inRecovery = await recover(context, session, emit);
    await load.stop();
    await stopReports();
    const atEnd = await closeRun(context, emit);
    const held = inHold && inRecovery && atEnd;
    return held ? { result: 'pass', exitCode: ExitCode.ok } : { result: 'fail', exitCode: ExitCode.expectationFailed };
  } finally {
    await putBack(session, undo, emit);
  }
}

/** Takes the faults back first, then ends what the run started; the first failure is thrown once all was tried. */
async function putBack(session: FaultSession, undo: (() => Promise<void>)[], emit: Emit): Promise<void> {
  const failures: unknown[] = [];
  const rollBack = async (): Promise<void> => {
    for (const fault of await session.rollBackAll()) emit({ type: 'fault.end', ...fault });
  };
  for (const step of [rollBack, ...undo.reverse()]) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function begin(
  { clients, clock, pace, signal, isVirtual = false }: Conduct,
  emit: Emit,
): Promise<{ opening: OpeningBalance; watch: AlertWatch }> {
  try {
    const opening = await openLedger({ clients, clock, pace, signal });
    const onTransition = (transition: AlertWatch['transitions'][number]): void =>
      emit({ type: 'alert', ...transition });
    return {
      opening,
      watch: await watchAlerts({ prometheus: clients.prometheus, clock, onTransition, isExact: isVirtual }),
    };
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError(`The stack does not answer: ${messageOf(cause)}`, {
      code: 'steady-state-not-reached',
      exitCode: ExitCode.steadyStateNotReached,
      hint: 'Look at its components: sandbox status',
      cause,
    });
  }
}

async function reachSteadyState(context: RunContext, emit: Emit): Promise<void> {
  const { scenario, pace } = context;
  const { within, probes } = scenario.steadyState;
  const wanted = { name: 'steady state', expected: probes.map(describeProbe).join('; ') };
  const timeoutMs = pacedMs(within, pace) + overheadMs;
  const verdict = await poll(wanted, () => checkProbes(probes, context), context, timeoutMs);
  emit(verdict);
  if (verdict.type === 'expect.pass') {
    context.load.warmedUp();
    context.watch.forget();
    return;
  }
  throw new UserError(
    `The steady state was not reached within ${formatDuration(verdict.ms)}: ${verdict.observed} (${verdict.tries} tries)`,
    {
      code: 'steady-state-not-reached',
      exitCode: ExitCode.steadyStateNotReached,
      hint: 'No fault was injected. Look at the components (sandbox status) and at what else runs on this machine.',
    },
  );
}
