import { formatDuration } from '../../lib/duration/format-duration.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import { seededRandom } from '../../lib/random.ts';
import { type AlertWatch, watchAlerts } from '../alerts/watcher.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import { poll } from '../expectations/evaluate.ts';
import type { ComponentControl } from '../faults/component-injector.ts';
import { FaultSession } from '../faults/fault-session.ts';
import type { LoadFactor } from '../faults/load-spike.ts';
import { type CountersAtStart, readCountersAtStart } from '../sampling/ledger/run-ledger.ts';
import type { SamplingThresholds } from '../sampling/thresholds.ts';
import { Load } from '../load/load.ts';
import { plantedSecrets } from '../load/planted-secrets.ts';
import { httpSender, loadUserAgent, type Sender } from '../load/sender.ts';
import { proxyService } from '../proxy/proxy-service.ts';
import { startProxy } from '../proxy/start-proxy.ts';
import { entryPoint } from '../../stack/services/index.ts';
import { pacedMs } from '../pace.ts';
import type { Scenario } from '../scenario.ts';
import type { RunContext } from './context.ts';
import type { RunEnding } from '../../lib/events/run-end.ts';
import { closeRun } from './close-run.ts';
import { reportLoad } from './load-reports.ts';
import { checkProbes, describeProbe } from './probes.ts';
import type { Emit } from '../../lib/events/emit.ts';
import { faultPhase, recoveryPhase } from './phases.ts';

export interface ExecuteOptions {
  scenario: Scenario;
  clients: Clients;
  /** Returns the URL of the shop; throws where it does not run. */
  gateway: () => string;
  clock: Clock;
  pace: number;
  seed: number;
  signal: AbortSignal;
  withFaults: boolean;
  thresholds: SamplingThresholds;
  sender?: Sender;
  control?: ComponentControl | undefined;
  /** Virtual time: the clock moves only when all work is done. */
  isVirtual?: boolean;
}

/** How long the gateway of a booted stack may take to answer. */
const gatewayMs = 2_500;

/** How long data takes through the services' batches and the Collector's flushes until a probe sees it, at any pace. */
const overheadMs = 30_000;

/** How long the proxy's last spans may take. */
const proxyFlushMs = 10_000;

/** Takes a run through its phases. Rejects with the error that ends it early, after all faults are reverted. */
export async function executeScenario(options: ExecuteOptions, emit: Emit): Promise<RunEnding> {
  const { scenario, clients, clock, seed, signal } = options;
  const random = seededRandom(seed).fork(scenario.name);
  const secrets = plantedSecrets(random);
  const { control } = options;
  const { application } = scenario;
  const proxy = application
    ? await startProxy({ target: application.url, otlp: clients.otlp, random: random.fork('proxy') })
    : undefined;
  const speed: LoadFactor = { factor: 1 };
  const session = new FaultSession({
    ...{ faults: clients.faults, otlp: clients.otlp, control, clock, seed, secrets, pace: options.pace },
    proxy: proxy?.faults,
    load: speed,
  });
  const entry = proxy ? proxyService : entryPoint.telemetry.serviceName;
  const sender =
    options.sender ??
    httpSender({
      gateway: proxy?.url ?? options.gateway(),
      userAgent: loadUserAgent,
      connections: scenario.load.maxInFlight,
      startsTraces: proxy !== undefined,
    });
  const undo: (() => Promise<void>)[] = [async () => proxy?.stop(), () => sender.close()];

  try {
    emit({ type: 'phase', name: 'steady-state' });
    if (!proxy) await requireGateway(options);
    const { atStart, watch } = await startWatching({ ...options, entry }, emit);
    undo.push(() => watch.stop());
    const load = new Load({ spec: scenario.load, sender, random: random.fork('load'), clock, secrets, speed });
    const stopReports = reportLoad(load, clock, emit);
    undo.push(async () => {
      // Otherwise the load waits for requests in flight.
      if (signal.aborted) await sender.close();
      await load.stop();
      await stopReports();
    });
    const context: RunContext = {
      ...{ ...options, entry, load, watch, atStart, secrets, flood: session.flood },
      droppedByProxy: proxy?.droppedSpans,
    };
    await reachSteadyState(context, emit);
    const inFaults = await faultPhase(context, session, emit);
    const inRecovery = await recoveryPhase(context, session, emit);
    await load.stop();
    await proxy?.flush(proxyFlushMs);
    await stopReports();
    const atEnd = await closeRun(context, emit);
    const passed = inFaults && inRecovery && atEnd;
    return passed
      ? { result: 'pass', exitCode: ExitCode.ok }
      : { result: 'fail', exitCode: ExitCode.expectationFailed };
  } finally {
    await cleanUp(session, undo, emit);
  }
}

/** Reverts the faults first, then ends what the run started; throws the first failure after everything was tried. */
async function cleanUp(session: FaultSession, undo: (() => Promise<void>)[], emit: Emit): Promise<void> {
  const failures: unknown[] = [];
  const revert = async (): Promise<void> => {
    for (const fault of await session.revertAll()) emit({ type: 'fault.end', ...fault });
  };
  for (const step of [revert, ...undo.reverse()]) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** A gateway that does not answer is reported at once, instead of after the timeout of the steady state. */
async function requireGateway({ clients, clock, signal }: ExecuteOptions): Promise<void> {
  const answered = await waitUntil(
    async (aborted) => {
      await clients.health(aborted, gatewayMs);
      return { done: true, value: undefined };
    },
    { timeoutMs: gatewayMs, clock, signal },
  );
  if (answered.ok) return;
  throw new UserError(`The gateway does not answer: ${answered.lastSeen} (${answered.tries} tries)`, {
    code: 'steady-state-not-reached',
    exitCode: ExitCode.steadyStateNotReached,
    hint: 'No fault was injected. Check the components: sandbox status',
  });
}

async function startWatching(
  { clients, entry, clock, pace, signal, isVirtual = false }: ExecuteOptions & { entry: string },
  emit: Emit,
): Promise<{ atStart: CountersAtStart; watch: AlertWatch }> {
  try {
    const atStart = await readCountersAtStart({ clients, entry, clock, pace, signal });
    const onTransition = (transition: AlertWatch['transitions'][number]): void =>
      emit({ type: 'alert', ...transition });
    return {
      atStart,
      watch: await watchAlerts({ prometheus: clients.prometheus, clock, onTransition, isExact: isVirtual }),
    };
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError(`The stack does not respond: ${messageOf(cause)}`, {
      code: 'steady-state-not-reached',
      exitCode: ExitCode.steadyStateNotReached,
      hint: 'Check its components: sandbox status',
      cause,
    });
  }
}

async function reachSteadyState(context: RunContext, emit: Emit): Promise<void> {
  const { scenario, pace } = context;
  const { within, probes } = scenario.steadyState;
  const expectation = { name: 'steady state', expected: probes.map(describeProbe).join('; ') };
  const timeoutMs = pacedMs(within, pace) + overheadMs;
  const event = await poll(expectation, () => checkProbes(probes, context), context, timeoutMs);
  emit(event);
  if (event.type === 'expect.pass') {
    context.load.warmedUp();
    context.watch.reset();
    return;
  }
  throw new UserError(
    `The steady state was not reached within ${formatDuration(event.ms)}: ${event.observed} (${event.tries} tries)`,
    {
      code: 'steady-state-not-reached',
      exitCode: ExitCode.steadyStateNotReached,
      hint: scenario.application
        ? `No fault was injected. Check that ${scenario.application.url} responds and sends its traces to the sandbox: start it with sandbox exec -- COMMAND.`
        : 'No fault was injected. Check the components (sandbox status) and the load of this machine.',
    },
  );
}
