import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { type Filter, filteredSpans, filtersOf } from './filters.ts';
import { allPolicies, wholeOf } from './policies.ts';
import { meetsPolicy } from './policy-match.ts';
import type { SpansOfTrace } from './trace-spans.ts';

/** What policies and filters say about one trace, as its services sent it. */
export interface TraceVotes {
  /** `matches` is undefined where it cannot be known: for a probability, a rate, or a condition that is not evaluated. */
  policies: readonly (PolicyOfSampler & { matches: boolean | undefined })[];
  /** The filters that drop spans of it, or may. */
  filters: readonly { id: string; dropped: number; unknown: number }[];
}

export type PolicyOfSampler = ReturnType<typeof allPolicies>[number];

/** A function that evaluates the policies and filters of Collectors on a trace. */
export function traceVoter(...collectors: readonly AdaptedCollector[]): (spans: SpansOfTrace) => TraceVotes {
  const policies = collectors.flatMap((collector) => allPolicies(collector));
  const filters: readonly Filter[] = collectors.flatMap((collector) => filtersOf(collector));
  return (spans) => ({
    policies: policies.map((one) => ({ ...one, matches: meetsPolicy(wholeOf(one.policy), spans) })),
    filters: filters.flatMap((filter) => {
      const counts = filteredSpans(filter, spans);
      return counts.dropped + counts.unknown > 0 ? [{ id: filter.id, ...counts }] : [];
    }),
  });
}
