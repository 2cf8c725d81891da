import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { type Filter, filteredSpans, filtersOf } from './filters.ts';
import { allPolicies, wholeOf } from './policies.ts';
import { meetsPolicy } from './policy-match.ts';
import type { SpansOfTrace } from './trace-spans.ts';

type PolicyOfSampler = ReturnType<typeof allPolicies>[number];

/** What decides on a trace on its way through one or more Collectors. */
export interface Deciders {
  policies: readonly PolicyOfSampler[];
  filters: readonly Filter[];
}

/** The policies and filters of the Collectors that traces go through, one after the other. */
export function decidersOf(...collectors: readonly AdaptedCollector[]): Deciders {
  return { policies: collectors.flatMap(allPolicies), filters: collectors.flatMap(filtersOf) };
}

/** Whether a trace, as its services sent it, meets the condition of a policy; undefined where that cannot be known. */
export function matchOf({ policy }: PolicyOfSampler, spans: SpansOfTrace): boolean | undefined {
  return meetsPolicy(wholeOf(policy), spans);
}

/** What a filter does to the spans of a trace. */
export interface FilterVote {
  id: string;
  dropped: number;
  unknown: number;
}

/** The filters that drop spans of a trace, or may. */
export function filterVotes(filters: readonly Filter[], spans: SpansOfTrace): FilterVote[] {
  return filters
    .map((filter) => ({ id: filter.id, ...filteredSpans(filter, spans) }))
    .filter(({ dropped, unknown }) => dropped + unknown > 0);
}

/** What policies and filters say about one trace. */
export interface TraceVotes {
  policies: readonly (PolicyOfSampler & { matches: boolean | undefined })[];
  filters: readonly FilterVote[];
}

export function traceVotes({ policies, filters }: Deciders, spans: SpansOfTrace): TraceVotes {
  return {
    policies: policies.map((one) => ({ ...one, matches: matchOf(one, spans) })),
    filters: filterVotes(filters, spans),
  };
}
