import type { AlertState } from '../../lib/events/run-event.ts';
import type { RangeSeries } from '../../stack/clients/prometheus.ts';
import { without } from '../../lib/without.ts';

/** The time range of one state of an alert, to the precision of evaluations; ms since the epoch. */
export interface StateRange {
  state: Exclude<AlertState, 'inactive'>;
  from: number;
  /** Time of the first evaluation after it; absent while it lasts. */
  to?: number;
}

export interface AlertHistory {
  alertname: string;
  /** Labels of the alert, including those of its rule. */
  labels: Record<string, string>;
  ranges: StateRange[];
}

/**
 * The states of each alert from the series `ALERTS`, which Prometheus records for its rules, so that the history includes the time
 * before this view was opened. A series ends with the state, so that a state has consecutive points.
 */
export function historyOf(series: readonly RangeSeries[], stepMs: number, end: number): AlertHistory[] {
  const alerts = new Map<string, AlertHistory>();
  for (const { labels: all, points } of series) {
    const { alertname = '', alertstate } = all;
    const labels = without(all, '__name__', 'alertname', 'alertstate');
    if (alertstate !== 'pending' && alertstate !== 'firing') continue;
    const key = JSON.stringify([alertname, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const history = alerts.get(key) ?? { alertname, labels, ranges: [] };
    alerts.set(key, history);
    history.ranges.push(...rangesOf(points, alertstate, stepMs, end));
  }
  for (const { ranges } of alerts.values()) ranges.sort((a, b) => a.from - b.from);
  return [...alerts.values()];
}

function rangesOf(
  points: RangeSeries['points'],
  state: StateRange['state'],
  stepMs: number,
  end: number,
): StateRange[] {
  const ranges: { state: StateRange['state']; from: number; last: number }[] = [];
  for (const [time] of points) {
    const current = ranges.at(-1);
    if (current && time - current.last <= stepMs * 1.5) current.last = time;
    else ranges.push({ state, from: time, last: time });
  }
  // The newest evaluation may be up to one step old.
  return ranges.map(({ from, last }) =>
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

/** The state changes, newest first. A state that began before the window has no known start and adds no change. */
export function changesOf(histories: readonly AlertHistory[], window: { start: number; stepMs: number }): Change[] {
  const changes = histories.flatMap(({ alertname, labels, ranges }): Change[] => {
    const made: Change[] = [];
    for (const [index, { state, from, to }] of ranges.entries()) {
      const before = ranges[index - 1];
      const next = ranges[index + 1];
      const joins = before?.to !== undefined && from - before.to < window.stepMs;
      const known = from > window.start + window.stepMs;
      if (known) made.push({ at: from, alertname, labels, from: joins ? before.state : 'inactive', to: state });
      const continues = to !== undefined && next !== undefined && next.from - to < window.stepMs;
      if (to !== undefined && !continues) made.push({ at: to, alertname, labels, from: state, to: 'inactive' });
    }
    return made;
  });
  return changes.sort((a, b) => b.at - a.at);
}
