import type { ViewAction } from '../../state/action.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import { noPolicies, type KnownPolicies } from '../signals/policies.ts';
import type { Flow } from '../../../../ui/collector/flow.ts';

export interface Reading {
  flow: Flow;
  /** Milliseconds since the epoch. */
  at: number;
}

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

/** Time range of rates: exporters send in batches, so that rates of single readings would jump. */
const rateMs = 5000;
/** One minute, for the sparkline of received spans. */
const keptReadings = 60;

export function reduceCollector(slice: CollectorSlice, action: ViewAction<CollectorAnswer>): CollectorSlice {
  switch (action.type) {
    case 'answer': {
      const { answer, at } = action;
      const next = { ...slice, outages: endOutage(slice.outages, answer.feed) };
      if (answer.feed === 'policies') return { ...next, policies: answer.policies };
      const reading = { flow: answer.flow, at };
      if (wasReset(slice.readings.at(-1)?.flow, answer.flow)) return { ...next, readings: [reading], restartedAt: at };
      return { ...next, readings: [...slice.readings, reading].slice(-keptReadings) };
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

/** Whether the counters were reset by a restart of the Collector. */
function wasReset(before: Flow | undefined, now: Flow): boolean {
  if (!before) return false;
  const total = (flow: Flow): number => flow.signals.reduce((sum, { accepted }) => sum + accepted, 0);
  return total(now) < total(before) || now.sampler.received < before.sampler.received;
}

/** A counter: its total, and its current rate with at least two readings. */
export interface Counted {
  total: number;
  perSecond: number | undefined;
}

/** Reads one counter of the newest flow, with its rate. */
export type Count = (read: (flow: Flow) => number) => Counted;

/** A reader of counters in these readings; undefined without readings. */
export function counting(readings: readonly Reading[]): Count | undefined {
  const newest = readings.at(-1);
  if (!newest) return undefined;
  const before = readings.find(({ at }) => at >= newest.at - rateMs && at < newest.at) ?? readings.at(-2);
  return (read) => {
    const total = read(newest.flow);
    if (!before || before.at >= newest.at) return { total, perSecond: undefined };
    return { total, perSecond: Math.max(0, ((total - read(before.flow)) * 1000) / (newest.at - before.at)) };
  };
}

/** The rates of one counter between successive readings, oldest first. */
export function rateHistory(readings: readonly Reading[], read: (flow: Flow) => number): number[] {
  return readings.slice(1).map(({ flow, at }, index) => {
    const before = readings[index];
    return before && at > before.at ? Math.max(0, ((read(flow) - read(before.flow)) * 1000) / (at - before.at)) : 0;
  });
}
