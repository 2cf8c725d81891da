import type { AlertRule } from '../../stack/clients/prometheus.ts';
import type { AlertState } from '../../lib/events/run-event.ts';

/** One alert's change of state; `at` is Prometheus' own time, ISO 8601. */
export interface Transition {
  alertname: string;
  labels: Record<string, string>;
  from: AlertState;
  to: AlertState;
  at: string;
}

interface Known {
  alertname: string;
  labels: Record<string, string>;
  state: 'pending' | 'firing';
  activeAt: string;
}

/** The last known state of each active alert, by its labels. */
export type AlertStates = ReadonlyMap<string, Known>;

/**
 * The state changes between the known states and the current rules, and the new states.
 *
 * Prometheus reports since when an alert's condition is true (`activeAt`), but not when the alert started to fire or
 * resolved: that was at the rule's last evaluation, as rules are read more often than they are evaluated. A state
 * between two readings is added where an alert must have been in it.
 */
export function nextStates(
  known: AlertStates,
  rules: readonly AlertRule[],
): { states: AlertStates; transitions: Transition[] } {
  const states = new Map<string, Known>();
  const transitions: Transition[] = [];
  const evaluated = new Map<string, string>();
  for (const rule of rules) {
    evaluated.set(rule.name, rule.lastEvaluation);
    for (const { labels: all, state, activeAt } of rule.alerts) {
      const labels = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'alertname'));
      const key = JSON.stringify([rule.name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const entry: Known = { alertname: rule.name, labels, state, activeAt };
      states.set(key, entry);
      transitions.push(...changes(known.get(key), entry, rule));
    }
  }
  for (const [key, { alertname, labels, state }] of known) {
    if (states.has(key)) continue;
    const at = evaluated.get(alertname) ?? new Date().toISOString();
    transitions.push({ alertname, labels, from: state, to: 'inactive', at });
  }
  return { states, transitions };
}

function changes(was: Known | undefined, now: Known, rule: AlertRule): Transition[] {
  const { alertname, labels, state, activeAt } = now;
  const change = (from: AlertState, to: AlertState, at: string): Transition => ({ alertname, labels, from, to, at });
  const made: Transition[] = [];
  let from: AlertState = was?.state ?? 'inactive';
  if (was && was.activeAt !== activeAt) {
    made.push(change(from, 'inactive', activeAt));
    from = 'inactive';
  }
  if (from === 'inactive' && (state === 'pending' || rule.duration > 0)) {
    made.push(change('inactive', 'pending', activeAt));
    from = 'pending';
  }
  if (from !== state) made.push(change(from, state, rule.lastEvaluation));
  return made;
}
