import type { Clock } from '../../../lib/clock.ts';
import { waitUntil } from '../../../lib/wait.ts';
import type { Clients } from '../../../stack/clients/clients.ts';
import { mustBeKept, type SentRequest } from '../../load/truth.ts';
import type { LedgerClass } from '../../../lib/events/run-event.ts';
import { accountFor, classesOf, type Found, type Losses } from './account.ts';
import { type Arrived, readArrived, readGivenUp, untilArrived } from './arrival-counters.ts';
import { lookUp, storedTraceIds } from './look-up.ts';
import { readCounters, since, undecided, type PipelineCounters } from './pipeline-counters.ts';
import { untilSettled } from './settle.ts';

export interface LedgerOptions {
  clients: Clients;
  clock: Clock;
  pace: number;
  signal?: AbortSignal;
}

/** The state of the pipeline before the first request of a run. */
export interface OpeningBalance {
  /** Milliseconds since the epoch. */
  time: number;
  counters: PipelineCounters;
  arrived: number;
  /** Spans that the services' SDKs had given up; undefined where no service says. */
  givenUp: number | undefined;
  /** Traces of the recent past that are in the store already. */
  stored: ReadonlySet<string>;
}

export interface Ledger {
  classes: LedgerClass[];
  unaccounted: number;
  losses: Losses;
  /** Spans that the services' SDKs gave up during the run; undefined where no service says. */
  givenUp: number | undefined;
  /** By trace id. */
  found: ReadonlyMap<string, Found>;
  counters: PipelineCounters;
  arrived: Arrived;
  /** What the Collector was still waiting for when the wait for it ended, if it did not settle. */
  unsettled?: string;
}

/** How long the sampler may take: its decision wait and its floor, with room for a slow machine. */
function settleMs(pace: number): number {
  return 20_000 + 60_000 / pace;
}

/** Traces that began so long before the run can still come into the store during it. */
const earlierMs = 60_000;

/** Lets what came before come to rest, and reads the counters that the ledger counts from. */
export async function openLedger({ clients, clock, pace, signal }: LedgerOptions): Promise<OpeningBalance> {
  const { collector, jaeger, prometheus } = clients;
  const now = readCounters(await collector.read(signal));
  const settled = await untilSettled({
    collector,
    before: now,
    traces: 0,
    timeoutMs: settleMs(pace),
    clock,
    pace,
    ...(signal ? { signal } : {}),
  });
  const time = clock.now();
  return {
    time,
    counters: settled.ok ? settled.value : readCounters(await collector.read(signal)),
    arrived: (await readArrived(prometheus, signal)).count,
    givenUp: await readGivenUp(prometheus, signal),
    stored: await storedTraceIds(jaeger, { start: time - earlierMs, end: time + earlierMs }, signal),
  };
}

/** Waits until the sampler has decided, looks every trace up, and accounts for those that are not there. */
export async function closeLedger(
  opening: OpeningBalance,
  requests: readonly SentRequest[],
  options: LedgerOptions,
): Promise<Ledger> {
  const { clients, clock, pace, signal } = options;
  const answered = requests.filter(({ status }) => status !== undefined);
  const traced = answered.filter(({ traceId }) => traceId !== undefined);
  const abortable = signal ? { signal } : {};
  // First what arrived: where some were refused, the sampler must not be waited for in vain.
  const arrived = await untilArrived(traced.length, {
    ...options,
    before: opening.arrived,
    prometheus: clients.prometheus,
  });
  const settled = await untilSettled({
    collector: clients.collector,
    before: opening.counters,
    traces: Math.min(arrived.count, traced.length),
    timeoutMs: settleMs(pace),
    clock,
    pace,
    ...abortable,
  });
  const givenUp = sinceOpening(opening.givenUp, await readGivenUp(clients.prometheus, signal));

  const found = new Map<string, Found>();
  await lookUp(clients.jaeger, traced, found, signal);
  const balance = async (): Promise<Ledger> => {
    const latest = readCounters(await clients.collector.read(signal));
    const counters = since(opening.counters, settled.ok ? settled.value : latest);
    const losses = accountFor({
      generated: traced.length,
      kept: found.size,
      untraced: answered.length - traced.length,
      arrived: arrived.count,
      counters,
      undecided: settled.ok ? 0 : Math.max(0, undecided(latest)),
      givenUp,
      othersKept: counters.sampler.sampled > found.size ? await othersKept(opening, traced, options) : 0,
    });
    return {
      classes: classesOf(traced, found),
      unaccounted: losses.unaccounted,
      losses,
      givenUp,
      found,
      counters: since(opening.counters, latest),
      arrived,
      ...(settled.ok ? {} : { unsettled: settled.lastSeen }),
    };
  };

  // A store may show a trace later than it took it: only what is still missing after a while is missing.
  let ledger = await balance();
  await waitUntil(
    async () => {
      if (isWhole(ledger)) return { done: true, value: undefined };
      const late = traced.filter((request) => {
        const trace = request.traceId === undefined ? undefined : found.get(request.traceId);
        return trace ? trace.missing !== undefined : mustBeKept(request) || ledger.unaccounted > 0;
      });
      await lookUp(clients.jaeger, late, found, signal);
      ledger = await balance();
      return isWhole(ledger) ? { done: true, value: undefined } : { done: false, seen: 'traces missing' };
    },
    { timeoutMs: 5000, intervalMs: 1000, clock, ...abortable },
  );
  return ledger;
}

/** A counter that is not there yet stands at nothing; one that went down began anew. */
function sinceOpening(before: number | undefined, now: number | undefined): number | undefined {
  if (now === undefined) return undefined;
  return before === undefined || before > now ? now : now - before;
}

/** Whether nothing is missing but what is known to have been refused. */
function isWhole({ classes, unaccounted, losses, givenUp }: Ledger): boolean {
  const lacking = classes.reduce((sum, { kept, expected }) => sum + Math.max(0, expected.min - kept), 0);
  const fragments = classes.reduce((sum, entry) => sum + entry.fragments, 0);
  return unaccounted === 0 && lacking <= losses.refused && fragments <= mostFragments({ losses, givenUp });
}

/** How many traces may lack spans because these were refused: each lacks one that was given up, as does each that is missing. */
export function mostFragments({ losses, givenUp }: Pick<Ledger, 'losses' | 'givenUp'>): number {
  return Math.max(0, (givenUp ?? 0) - losses.refused);
}

/** Traces of other traffic that came into the store since the opening balance. */
async function othersKept(
  opening: OpeningBalance,
  requests: readonly SentRequest[],
  { clients, clock, signal }: LedgerOptions,
): Promise<number> {
  const own = new Set(requests.map(({ traceId }) => traceId));
  const window = { start: opening.time - earlierMs, end: clock.now() + earlierMs };
  const stored = await storedTraceIds(clients.jaeger, window, signal);
  return [...stored].filter((id) => !own.has(id) && !opening.stored.has(id)).length;
}
