import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import type { Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { allPolicies, labelOf } from './policies.ts';

/** After fewer traces than these, votes show nothing about a policy. */
export const enoughTraces = 20;

/** The votes of all policies, by their label in the Collector's own counters. */
export interface PolicyVotes {
  /** Traces on which each policy decided. */
  evaluated: Readonly<Record<string, number>>;
  sampled: Readonly<Record<string, number>>;
  dropped: Readonly<Record<string, number>>;
}

export function policyVotes(observations: Observations): PolicyVotes {
  const counters = new CollectorCounters(observations);
  const by = (labels: Record<string, string>): Record<string, number> =>
    counters.by('processor_tail_sampling_count_traces_sampled', 'policy', labels);
  return { evaluated: by({}), sampled: by({ sampled: 'true' }), dropped: by({ decision: 'dropped' }) };
}

/** Traces that the tail samplers received. */
export function receivedTraces(observations: Observations): number {
  return new CollectorCounters(observations).sum('processor_tail_sampling_new_trace_id_received');
}

/** Policies without any of these votes. */
export function policiesWithout(
  collector: AdaptedCollector,
  ...votes: readonly Readonly<Record<string, number>>[]
): ReturnType<typeof allPolicies> {
  return allPolicies(collector).filter(({ policy }) => votes.every((by) => (by[labelOf(policy)] ?? 0) === 0));
}
