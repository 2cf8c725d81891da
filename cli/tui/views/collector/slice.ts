import type { ViewAction } from '../../state/action.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import { noPolicies, type KnownPolicies } from '../signals/policies.ts';
import type { Flow } from './flow.ts';

export interface Reading {
  flow: Flow;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface CollectorSlice {
  /** Oldest first: the newest against the first of them gives what happens per second. */
  readings: readonly Reading[];
  /** When the counters last began anew, if they did while they were watched. */
  restartedAt?: number;
  policies: KnownPolicies;
  outages: Outages;
}

export const initialCollector: CollectorSlice = { readings: [], policies: noPolicies, outages: {} };

export type CollectorAnswer = { feed: 'metrics'; flow: Flow } | { feed: 'policies'; policies: KnownPolicies };

/** Rates are taken over so long: exporters send in batches, and one reading to the next would jump. */
const rateMs = 5000;
/** A minute of them, for the course of what is received. */
const keptReadings = 60;

export function reduceCollector(slice: CollectorSlice, action: ViewAction<CollectorAnswer>): CollectorSlice {
  switch (action.type) {
    case 'answer': {
      const { answer, at } = action;
      const next = { ...slice, outages: endOutage(slice.outages, answer.feed) };
      if (answer.feed === 'policies') return { ...next, policies: answer.policies };
      const reading = { flow: answer.flow, at };
      if (beganAnew(slice.readings.at(-1)?.flow, answer.flow)) return { ...next, readings: [reading], restartedAt: at };
      return { ...next, readings: [...slice.readings, reading].slice(-keptReadings) };
    }
    case 'unanswered':
      return { ...slice, outages: addOutage(slice.outages, action) };
    case 'shown':
      // What was read before the view was left would make one long step.
      return { ...slice, readings: [] };
    case 'event':
    case 'entered':
      return slice;
  }
}

/** A counter that went down began anew, with the Collector. */
function beganAnew(before: Flow | undefined, now: Flow): boolean {
  if (!before) return false;
  const total = (flow: Flow): number => flow.signals.reduce((sum, { accepted }) => sum + accepted, 0);
  return total(now) < total(before) || now.sampler.received < before.sampler.received;
}

/** Something that is counted: in total, and per second of late where two readings tell. */
export interface Counted {
  total: number;
  perSecond: number | undefined;
}

/** Reads one counter of the newest flow, with its rate. */
export type Count = (read: (flow: Flow) => number) => Counted;

/** How to count in these readings; undefined where there is none yet. */
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

/** The rate of one counter between each two readings, oldest first. */
export function course(readings: readonly Reading[], read: (flow: Flow) => number): number[] {
  return readings.slice(1).map(({ flow, at }, index) => {
    const before = readings[index];
    return before && at > before.at ? Math.max(0, ((read(flow) - read(before.flow)) * 1000) / (at - before.at)) : 0;
  });
}
