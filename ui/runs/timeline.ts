import type { AlertState } from '../../lib/events/run-event.ts';
import type { Transition } from '../../scenarios/alerts/transitions.ts';

/** The time range of an active fault; ms since the epoch. */
export interface FaultEpisode {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
  from: number;
  /** Absent while it is active. */
  to?: number;
}

/** The state changes of one alert, in order. */
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

/** Retention after the end, and maximum number of episodes. */
const keptMs = 30 * 60_000;
const keptCount = 200;

type Injection = Pick<FaultEpisode, 'fault' | 'target' | 'parameters'>;

export function beginFault(episodes: Episodes, { fault, target, parameters }: Injection, at: number): Episodes {
  return { ...episodes, faults: [...episodes.faults, { fault, target, parameters, from: at }].slice(-keptCount) };
}

/** Ends the fault if it is active. */
export function endFault(episodes: Episodes, { fault, target }: Omit<Injection, 'parameters'>, at: number): Episodes {
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

/** Removes episodes that ended long ago. */
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
