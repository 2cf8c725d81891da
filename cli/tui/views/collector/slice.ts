import type { ViewAction } from '../../state/action.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import { noPolicies, type KnownPolicies } from '../signals/policies.ts';
import type { Flow } from '../../../../ui/collector/flow.ts';
import { addReading, type Reading, wasReset } from '../../../../ui/collector/readings.ts';

export interface CollectorSlice {
  /** Oldest first. */
  readings: readonly Reading[];
  /** When the counters were last reset, if while this view was shown. */
  restartedAt?: number;
  policies: KnownPolicies;
  outages: Outages;
}

export const initialCollector: CollectorSlice = { readings: [], policies: noPolicies, outages: {} };

export type CollectorAnswer = { feed: 'metrics'; flow: Flow } | { feed: 'policies'; policies: KnownPolicies };

export function reduceCollector(slice: CollectorSlice, action: ViewAction<CollectorAnswer>): CollectorSlice {
  switch (action.type) {
    case 'answer': {
      const { answer, at } = action;
      const next = { ...slice, outages: endOutage(slice.outages, answer.feed) };
      if (answer.feed === 'policies') return { ...next, policies: answer.policies };
      const reading = { flow: answer.flow, at };
      const restarted = wasReset(slice.readings.at(-1)?.flow, answer.flow) ? { restartedAt: at } : {};
      return { ...next, readings: addReading(slice.readings, reading), ...restarted };
    }
    case 'unanswered':
      return { ...slice, outages: addOutage(slice.outages, action) };
    case 'shown':
      // Old readings would distort the rate.
      return { ...slice, readings: [] };
    case 'event':
    case 'entered':
      return slice;
  }
}
