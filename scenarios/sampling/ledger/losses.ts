import type { PipelineCounters } from './pipeline-counters.ts';

/** Counts of a run's traces from sources that do not depend on each other. */
export interface TraceTotals {
  /**
   * The run's requests that were answered with a trace id and not dropped by head sampling, and how many of their traces
   * are in the store.
   */
  sent: number;
  kept: number;
  /** Answered without a trace id: their traces cannot be looked up. */
  untraced: number;
  /** How many of the run's traces reached the Collector, as counted by span metrics before sampling. */
  arrived: number;
  /** The Collector's counters over the run, of all traffic. */
  counters: PipelineCounters;
  /** Traces that had arrived when the load ended and that the sampler has not decided on. */
  undecided: number;
  /** Traces of other traffic that were stored during the run. */
  othersKept: number;
  /** Spans that the services' SDKs dropped during the run; undefined where no service reports it. */
  droppedBySdks: number | undefined;
}

/** Where traces went that are neither in the store nor counted as dropped. */
export interface Losses {
  beforeSampler: number;
  inSampler: number;
  afterSampler: number;
  untraced: number;
  /** Of those before the sampler, the ones whose spans the Collector refused until their service dropped them. */
  refused: number;
  unaccounted: number;
}

/**
 * Accounts for the run's traces that are not in the store. They were dropped by decision, or they were lost:
 *
 *   before the sampler  sent - arrived
 *   in the sampler      evicted before the decision + too large + still undecided
 *   after the sampler   sampled - (kept + others kept)
 *
 * A trace lost before the sampler counts as refused where both ends confirm it: the Collector counts the spans that it
 * refused, and the services' SDKs those that they dropped, each of a trace of its own at best. `unaccounted` is the
 * rest of the losses, never more than what is missing, and the requests without a trace id.
 *
 * Not-sampled decisions are never simply subtracted from what is missing: those on other traffic would then cover a
 * loss. Each line balances on its own: `arrived` counts only this run's requests (identified by the user agent of the
 * load), while `sampled` and what is stored are both taken over all traffic. Where other traffic loses traces, these
 * may be counted too.
 */
export function accountFor(totals: TraceTotals): Losses {
  const { sent, kept, untraced, arrived, counters, undecided, othersKept, droppedBySdks = 0 } = totals;
  const { sampled, evicted, tooLarge } = counters.sampler;
  const beforeSampler = Math.max(0, sent - arrived);
  const inSampler = evicted + tooLarge + undecided;
  const afterSampler = Math.max(0, sampled - kept - othersKept);
  const refused = Math.min(beforeSampler, droppedBySdks, counters.receiver.refused);
  const missing = sent - kept;
  const lost = beforeSampler - refused + inSampler + afterSampler;
  const unaccounted = Math.max(0, Math.min(missing - refused, lost)) + untraced;
  return { beforeSampler, inSampler, afterSampler, untraced, refused, unaccounted };
}
