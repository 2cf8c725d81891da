import type { AlertState } from '../../../lib/events/run-event.ts';
import type { Transition } from '../../../scenarios/alerts/transitions.ts';

/** From when to when a fault was on; times in milliseconds since the epoch. */
export interface FaultEpisode {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
  from: number;
  /** Absent while it is on. */
  to?: number;
}

/** One alert's states in order. */
export interface AlertEpisode {
  alertname: string;
  labels: Record<string, string>;
  changes: readonly { to: AlertState; at: number }[];
}

export interface Episodes {
  faults: readonly FaultEpisode[];
  alerts: readonly AlertEpisode[];
}

export const noEpisodes: Episodes = { faults: [], alerts: [] };

/** So long after its end nothing is kept, and never more than so many. */
const keptMs = 30 * 60_000;
const keptCount = 200;

type Struck = Pick<FaultEpisode, 'fault' | 'target' | 'parameters'>;

export function beginFault(episodes: Episodes, { fault, target, parameters }: Struck, at: number): Episodes {
  return { ...episodes, faults: [...episodes.faults, { fault, target, parameters, from: at }].slice(-keptCount) };
}

/** Ends the fault where it is on; one that is not stays as it is. */
export function endFault(episodes: Episodes, { fault, target }: Omit<Struck, 'parameters'>, at: number): Episodes {
  const ends = (one: FaultEpisode): boolean => one.fault === fault && one.target === target && one.to === undefined;
  return { ...episodes, faults: episodes.faults.map((one) => (ends(one) ? { ...one, to: at } : one)) };
}

export function changeAlert(episodes: Episodes, { alertname, labels, to, at }: Omit<Transition, 'from'>): Episodes {
  const change = { to, at: Date.parse(at) };
  const key = keyOf({ alertname, labels });
  const known = episodes.alerts.some((one) => keyOf(one) === key);
  const alerts = known
    ? episodes.alerts.map((one) =>
        keyOf(one) === key ? { ...one, changes: [...one.changes, change].slice(-keptCount) } : one,
      )
    : [...episodes.alerts, { alertname, labels, changes: [change] }].slice(-keptCount);
  return { ...episodes, alerts };
}

/** Drops what ended long ago. */
export function forget(episodes: Episodes, now: number): Episodes {
  const recent = (at: number): boolean => now - at < keptMs;
  const faults = episodes.faults.filter(({ to }) => to === undefined || recent(to));
  const alerts = episodes.alerts.filter(({ changes }) => {
    const last = changes.at(-1);
    return last === undefined || last.to !== 'inactive' || recent(last.at);
  });
  const same = faults.length === episodes.faults.length && alerts.length === episodes.alerts.length;
  return same ? episodes : { faults, alerts };
}

function keyOf({ alertname, labels }: Pick<AlertEpisode, 'alertname' | 'labels'>): string {
  return JSON.stringify([alertname, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
