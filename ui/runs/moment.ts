import { defined } from '../../lib/defined.ts';
import type { PhaseName } from '../../lib/events/run-event.ts';
import type { RunState } from './run-state.ts';
import { alertTracks, faultTracks } from './tracks.ts';

/** The state of a run at one time. */
export interface Moment {
  phase?: PhaseName;
  /** Requests per second; missing before the first load event. */
  rate?: number;
  failedRate?: number;
  /** Each with its target. */
  faults: readonly string[];
  alerts: readonly { label: string; state: 'pending' | 'firing' }[];
}

/** A value per second over time; ms since the epoch. */
export type RatePoints = readonly (readonly [number, number])[];

/** Requests and failed requests per second, between the load events of a run. */
export function loadRates({ loads, startedAt }: Pick<RunState, 'loads' | 'startedAt'>): {
  requests: RatePoints;
  failed: RatePoints;
} {
  const failed = loads.map(({ at, failed: count }, index): [number, number] => {
    const before = loads[index - 1]?.at ?? startedAt;
    return [at, at > before ? (count * 1000) / (at - before) : 0];
  });
  return { requests: loads.map(({ at, rate }): [number, number] => [at, rate]), failed };
}

/** The state of a run at a time, in milliseconds since the epoch. */
export function momentOf(run: RunState, at: number): Moment {
  const isIn = ({ from, to = Infinity }: { from: number; to?: number }): boolean => from <= at && at < to;
  const { requests, failed } = loadRates(run);
  // A load event is about the time before it.
  const index = requests.findIndex(([time]) => time >= at);
  return {
    ...defined({
      phase: run.phases.findLast((phase) => phase.at <= at)?.name,
      rate: requests[index]?.[1],
      failedRate: failed[index]?.[1],
    }),
    faults: faultTracks(run.episodes).flatMap(({ label, ranges }) => (ranges.some(isIn) ? [label] : [])),
    alerts: alertTracks(run.episodes).flatMap(({ label, ranges }) => {
      const state = ranges.find(isIn)?.state;
      return state === 'pending' || state === 'firing' ? [{ label, state }] : [];
    }),
  };
}
