import type { LedgerClass } from '../../../lib/events/run-event.ts';
import type { Clock } from '../../../lib/clock.ts';
import { waitUntil } from '../../../lib/wait.ts';
import type { Clients } from '../../../stack/clients/clients.ts';
import type { SentRequest } from '../../load/sent-request.ts';
import type { SamplingThresholds } from '../thresholds.ts';
import { classOfRequest } from '../class-of-request.ts';
import { mustBeKept } from '../classes.ts';
import { type Arrived, readArrived, readDroppedBySdks, waitUntilArrived } from './arrival-counters.ts';
import { countRequests, type Found } from './count-requests.ts';
import { lookUp, storedTraceIds } from './look-up.ts';
import { accountFor, type Losses } from './losses.ts';
import { type PipelineCounters, readCounters, since, undecided } from './pipeline-counters.ts';
import { waitUntilDrained } from './wait-until-drained.ts';

export interface LedgerOptions {
  clients: Clients;
  /** The service where requests enter: its server spans are counted. */
  entry: string;
  /** The spans of a telemetry flood that the Collector refused. */
  flood?: { readonly refused: number };
  /** Spans of the run's own proxy that never reached the Collector. */
  droppedByProxy?: (() => number) | undefined;
  clock: Clock;
  pace: number;
  signal?: AbortSignal;
}

/** The counters before the first request of a run, from which the ledger counts. */
export interface CountersAtStart {
  /** Milliseconds since the epoch. */
  time: number;
  counters: PipelineCounters;
  arrived: number;
  /** Spans that the services' SDKs had dropped; undefined where no service reports it. */
  droppedBySdks: number | undefined;
  /** Traces of the recent past that are in the store already. */
  stored: ReadonlySet<string>;
}

/** What happened to the traces of a run: by class, and where those went that are missing. */
export interface Ledger {
  classes: LedgerClass[];
  unaccounted: number;
  losses: Losses;
  /** Spans that the services' SDKs dropped during the run; undefined where no service reports it. */
  droppedBySdks: number | undefined;
  /**
   * Spans that the Collector refused and that were not of the flood, as often as they were refused. At most so many traces
   * are missing or incomplete for that reason. One whose other spans arrived can be missing too: if the span that its
   * policy looks at is dropped, or is sent again after the decision, the sampler drops the trace.
   */
  refusedSpans: number;
  /** By trace id. */
  found: ReadonlyMap<string, Found>;
  counters: PipelineCounters;
  arrived: Arrived;
  /** What the Collector was still processing when the wait for it timed out. */
  notDrained?: string;
}

/** How long the sampler may take: its decision wait and its floor, with room for a slow machine. */
function drainTimeoutMs(pace: number): number {
  return 20_000 + 60_000 / pace;
}

/** Traces that began so long before the run can still be stored during it. */
const earlierMs = 60_000;

/** Waits until the pipeline has processed earlier data, and reads the counters that the ledger counts from. */
export async function readCountersAtStart({
  clients,
  entry,
  clock,
  pace,
  signal,
}: LedgerOptions): Promise<CountersAtStart> {
  const { collector, jaeger, prometheus } = clients;
  const now = readCounters(await collector.read(signal));
  const drained = await waitUntilDrained({
    collector,
    before: now,
    traces: 0,
    timeoutMs: drainTimeoutMs(pace),
    clock,
    pace,
    ...(signal ? { signal } : {}),
  });
  const time = clock.now();
  return {
    time,
    counters: drained.ok ? drained.value : readCounters(await collector.read(signal)),
    arrived: (await readArrived(prometheus, entry, signal)).count,
    droppedBySdks: await readDroppedBySdks(prometheus, signal),
    stored: await storedTraceIds(jaeger, { start: time - earlierMs, end: time + earlierMs }, signal),
  };
}

/**
 * Waits until the sampler has decided, looks every trace up in the store, and accounts for those that are not there.
 */
export async function closeLedger(
  atStart: CountersAtStart,
  requests: readonly SentRequest[],
  options: LedgerOptions & { thresholds: SamplingThresholds },
): Promise<Ledger> {
  const { clients, clock, pace, signal } = options;
  const answered = requests.filter(({ status }) => status !== undefined);
  // Where the load chose the trace id, a request without a response has a trace as well.
  const traced = requests.filter(({ traceId }) => traceId !== undefined);
  // What the head sampler did not sample never leaves the services, so that nothing waits for it.
  const exported = traced.filter(({ sampled }) => sampled !== false);
  const abortable = signal ? { signal } : {};
  // First what arrived: where some were refused, waiting for all of them at the sampler would only time out.
  const arrived = await waitUntilArrived(exported.length, {
    ...options,
    before: atStart.arrived,
    prometheus: clients.prometheus,
  });
  const drained = await waitUntilDrained({
    collector: clients.collector,
    before: atStart.counters,
    traces: Math.min(arrived.count, exported.length),
    timeoutMs: drainTimeoutMs(pace),
    clock,
    pace,
    ...abortable,
  });
  const reported = sinceStart(atStart.droppedBySdks, await readDroppedBySdks(clients.prometheus, signal));
  const byProxy = options.droppedByProxy?.();
  const droppedBySdks = byProxy === undefined ? reported : (reported ?? 0) + byProxy;

  const found = new Map<string, Found>();
  await lookUp(clients.jaeger, traced, found, signal);
  const account = async (): Promise<Ledger> => {
    const latest = readCounters(await clients.collector.read(signal));
    const counters = since(atStart.counters, drained.ok ? drained.value : latest);
    const whole = since(atStart.counters, latest);
    const losses = accountFor({
      sent: exported.length,
      kept: exported.filter(({ traceId = '' }) => found.has(traceId)).length,
      untraced: answered.filter(({ traceId }) => traceId === undefined).length,
      arrived: arrived.count,
      counters,
      undecided: drained.ok ? 0 : Math.max(0, undecided(latest)),
      droppedBySdks,
      othersKept: counters.sampler.sampled > found.size ? await othersKept(atStart, exported, options) : 0,
    });
    return {
      classes: countRequests(traced, found, options.thresholds),
      unaccounted: losses.unaccounted,
      losses,
      droppedBySdks,
      refusedSpans: Math.max(0, whole.receiver.refused - (options.flood?.refused ?? 0)),
      found,
      counters: whole,
      arrived,
      ...(drained.ok ? {} : { notDrained: drained.lastSeen }),
    };
  };

  // A store may show a trace later than it took it: only what is still missing after a while is missing.
  let ledger = await account();
  await waitUntil(
    async () => {
      if (isWhole(ledger)) return { done: true, value: undefined };
      const late = exported.filter((request) => {
        const trace = request.traceId === undefined ? undefined : found.get(request.traceId);
        if (trace) return trace.missing !== undefined;
        return mustBeKept(classOfRequest(request, options.thresholds)) || ledger.unaccounted > 0;
      });
      await lookUp(clients.jaeger, late, found, signal);
      ledger = await account();
      return isWhole(ledger) ? { done: true, value: undefined } : { done: false, seen: 'traces missing' };
    },
    { timeoutMs: 5000, intervalMs: 1000, clock, ...abortable },
  );
  return ledger;
}

/** A counter that did not exist at the start counts from 0; one that went down restarted with its process. */
function sinceStart(before: number | undefined, now: number | undefined): number | undefined {
  if (now === undefined) return undefined;
  return before === undefined || before > now ? now : now - before;
}

/** Whether nothing is missing but what is known to have been refused. */
function isWhole({ classes, unaccounted, refusedSpans, droppedBySdks = 0 }: Ledger): boolean {
  const affected = classes.reduce((sum, entry) => sum + missingOrIncomplete(entry), 0);
  return unaccounted === 0 && affected <= Math.min(refusedSpans, droppedBySdks);
}

/**
 * How many traces of a class are missing that the policies must keep, or incomplete. A trace that a service dropped by
 * head sampling is not missing.
 */
export function missingOrIncomplete({
  kept,
  expected,
  incomplete,
  headDropped = 0,
}: Pick<LedgerClass, 'kept' | 'expected' | 'incomplete' | 'headDropped'>): number {
  return Math.max(0, expected.min - kept - headDropped) + incomplete;
}

/** Traces of other traffic that were stored since the start of the run. */
async function othersKept(
  atStart: CountersAtStart,
  requests: readonly SentRequest[],
  { clients, clock, signal }: LedgerOptions,
): Promise<number> {
  const own = new Set(requests.map(({ traceId }) => traceId));
  const window = { start: atStart.time - earlierMs, end: clock.now() + earlierMs };
  const stored = await storedTraceIds(clients.jaeger, window, signal);
  return [...stored].filter((id) => !own.has(id) && !atStart.stored.has(id)).length;
}
