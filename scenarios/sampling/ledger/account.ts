import type { LedgerClass, TraceClass } from '../../../lib/events/run-event.ts';
import { classOf, type SentRequest } from '../../load/truth.ts';
import { binomialInterval, type Interval } from './binomial.ts';
import type { PipelineCounters } from './pipeline-counters.ts';

/** What the store has of one request's trace. */
export interface Found {
  policy: string;
  /** What is missing of it, if anything. */
  missing?: string;
}

/** Of the policy `baseline` in the Collector's configuration. */
export const baselineRatio = 0.05;

const order: readonly TraceClass[] = ['error', 'slow', 'payment', 'normal', 'borderline'];

/** Sorts every answered request into its class, with what became of its trace. Classes without a request are left out. */
export function classesOf(requests: readonly SentRequest[], found: ReadonlyMap<string, Found>): LedgerClass[] {
  const classes = new Map<TraceClass, LedgerClass>();
  for (const request of requests) {
    if (request.traceId === undefined) continue;
    const name = classOf(request);
    const entry = classes.get(name) ?? emptyClass(name);
    classes.set(name, entry);
    entry.generated += 1;
    const trace = found.get(request.traceId);
    if (!trace) {
      entry.dropped += 1;
      continue;
    }
    entry.kept += 1;
    entry.policies[trace.policy] = (entry.policies[trace.policy] ?? 0) + 1;
    if (trace.missing !== undefined) entry.fragments += 1;
  }
  for (const [name, entry] of classes) entry.expected = expectedOf(name, entry.generated);
  return order.flatMap((name) => classes.get(name) ?? []);
}

function emptyClass(name: TraceClass): LedgerClass {
  return { class: name, generated: 0, kept: 0, dropped: 0, expected: { min: 0, max: 0 }, fragments: 0, policies: {} };
}

function expectedOf(name: TraceClass, generated: number): Interval {
  if (name === 'normal') return binomialInterval(generated, baselineRatio);
  // Either side of the latency threshold is right where the measurement cannot tell.
  return { min: name === 'borderline' ? 0 : generated, max: generated };
}

/** What is known of a run's traces from sides that do not depend on each other. */
export interface Facts {
  /** The run's requests that were answered with a trace id, and how many of these are in the store. */
  generated: number;
  kept: number;
  /** Answered without a trace id: nobody can say what became of their traces. */
  untraced: number;
  /** How many of the run's traces reached the Collector, as counted by span metrics before sampling. */
  arrived: number;
  /** The Collector's counters over the run, of all traffic. */
  counters: PipelineCounters;
  /** How many traces that were there when the load ended the sampler has not decided on. */
  undecided: number;
  /** Traces of other traffic that came into the store during the run. */
  othersKept: number;
  /** Spans that the services' SDKs gave up during the run; undefined where no service says. */
  givenUp: number | undefined;
}

/** Where traces went that are neither in the store nor counted as dropped. */
export interface Losses {
  beforeSampler: number;
  inSampler: number;
  afterSampler: number;
  untraced: number;
  /** Of those before the sampler, the ones whose first span the Collector refused until its service gave it up. */
  refused: number;
  unaccounted: number;
}

/**
 * Accounts for the run's traces that are not in the store. They were dropped by decision, or they were lost:
 *
 *   before the sampler  generated - arrived
 *   in the sampler      evicted before the decision + too large + still undecided
 *   after the sampler   sampled - (kept + others kept)
 *
 * What was lost before the sampler was refused where both ends say so: the Collector counts spans that it refused, and the services' SDKs
 * those that they gave up, each of a trace of its own at best. It is known what became of these. `unaccounted` is the sum of the rest, never
 * more than what is missing, and the requests whose trace has no name. Not-sampled
 * decisions are never simply subtracted from what is missing: those of other traffic would then cover a loss. Each line
 * balances on its own: `arrived` counts only this run's requests (the user agent of the load tells them apart), while
 * `sampled` and what is stored are both taken over all traffic. Where others lose traces, these may be counted too.
 */
export function accountFor(facts: Facts): Losses {
  const { generated, kept, untraced, arrived, counters, undecided, othersKept, givenUp = 0 } = facts;
  const { sampled, evicted, tooLarge } = counters.sampler;
  const beforeSampler = Math.max(0, generated - arrived);
  const inSampler = evicted + tooLarge + undecided;
  const afterSampler = Math.max(0, sampled - kept - othersKept);
  const refused = Math.min(beforeSampler, givenUp, counters.receiver.refused);
  const missing = generated - kept;
  const lost = beforeSampler - refused + inSampler + afterSampler;
  const unaccounted = Math.max(0, Math.min(missing - refused, lost)) + untraced;
  return { beforeSampler, inSampler, afterSampler, untraced, refused, unaccounted };
}
