import type { Flow } from './flow.ts';

/** The Collector's counters at one time. */
export interface Reading {
  flow: Flow;
  /** Milliseconds since the epoch. */
  at: number;
}

/** A counter: its total, and its current rate with at least two readings. */
export interface Counted {
  total: number;
  perSecond: number | undefined;
}

/** Reads one counter of the newest flow, with its rate. */
export type Count = (read: (flow: Flow) => number) => Counted;

/** Time range of rates: exporters send in batches, so that rates of single readings would jump. */
const rateMs = 5000;
/** One minute, at a reading per second. */
const keptReadings = 60;

/** The readings with a new one, oldest first; only the new one after a restart of the Collector. */
export function addReading(readings: readonly Reading[], reading: Reading): readonly Reading[] {
  return wasReset(readings.at(-1)?.flow, reading.flow) ? [reading] : [...readings, reading].slice(-keptReadings);
}

/** Whether the counters were reset by a restart of the Collector. */
export function wasReset(before: Flow | undefined, now: Flow): boolean {
  if (!before) return false;
  const total = (flow: Flow): number => flow.signals.reduce((sum, { accepted }) => sum + accepted, 0);
  return total(now) < total(before) || now.sampler.received < before.sampler.received;
}

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
