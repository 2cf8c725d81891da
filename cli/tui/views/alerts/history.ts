import type { AlertState } from '../../../../lib/events/run-event.ts';
import type { RangeSeries } from '../../../../stack/clients/prometheus.ts';
import { without } from '../../../../lib/without.ts';

/** From when to when an alert was in one state, as far as evaluations show; times in milliseconds since the epoch. */
export interface Stretch {
  state: Exclude<AlertState, 'inactive'>;
  from: number;
  /** Of the first evaluation at which it was over; absent while it lasts. */
  to?: number;
}

export interface AlertHistory {
  alertname: string;
  /** Those of the alert, with what its rule adds. */
  labels: Record<string, string>;
  stretches: Stretch[];
}

/**
 * Each alert's states in the series `ALERTS` that Prometheus writes of its own rules, so that history is there also of the time before
 * anybody looked. It ends a series when the state does, so points are in a row while it lasts.
 */
export function historyOf(series: readonly RangeSeries[], stepMs: number, end: number): AlertHistory[] {
  const alerts = new Map<string, AlertHistory>();
  for (const { labels: all, points } of series) {
    const { alertname = '', alertstate } = all;
    const labels = without(all, '__name__', 'alertname', 'alertstate');
    if (alertstate !== 'pending' && alertstate !== 'firing') continue;
    const key = JSON.stringify([alertname, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const history = alerts.get(key) ?? { alertname, labels, stretches: [] };
    alerts.set(key, history);
    history.stretches.push(...stretchesOf(points, alertstate, stepMs, end));
  }
  for (const { stretches } of alerts.values()) stretches.sort((a, b) => a.from - b.from);
  return [...alerts.values()];
}

function stretchesOf(points: RangeSeries['points'], state: Stretch['state'], stepMs: number, end: number): Stretch[] {
  const stretches: { state: Stretch['state']; from: number; last: number }[] = [];
  for (const [time] of points) {
    const current = stretches.at(-1);
    if (current && time - current.last <= stepMs * 1.5) current.last = time;
    else stretches.push({ state, from: time, last: time });
  }
  // The newest evaluation may be up to one step old.
  return stretches.map(({ from, last }) =>
    last + stepMs * 2 > end ? { state, from } : { state, from, to: last + stepMs },
  );
}

export interface Change {
  at: number;
  alertname: string;
  labels: Record<string, string>;
  from: AlertState;
  to: AlertState;
}

/** The changes between stretches, newest first. What began before the window has no known beginning and makes no change. */
export function changesOf(histories: readonly AlertHistory[], window: { start: number; stepMs: number }): Change[] {
  const changes = histories.flatMap(({ alertname, labels, stretches }): Change[] => {
    const made: Change[] = [];
    for (const [index, { state, from, to }] of stretches.entries()) {
      const before = stretches[index - 1];
      const next = stretches[index + 1];
      const joins = before?.to !== undefined && from - before.to < window.stepMs;
      const known = from > window.start + window.stepMs;
      if (known) made.push({ at: from, alertname, labels, from: joins ? before.state : 'inactive', to: state });
      const goesOn = to !== undefined && next !== undefined && next.from - to < window.stepMs;
      if (to !== undefined && !goesOn) made.push({ at: to, alertname, labels, from: state, to: 'inactive' });
    }
    return made;
  });
  return changes.sort((a, b) => b.at - a.at);
}
