import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { PrometheusApi } from '../../stack/clients/clients.ts';
import type { AlertState } from '../../lib/events/run-event.ts';
import { nextStates, type AlertStates, type Transition } from './transitions.ts';

export interface AlertWatch {
  /** Every change since the watch started or was last reset, in order. */
  readonly transitions: readonly Transition[];
  /** How often the rules were read, and why the last reading failed, if it did. */
  readonly readings: number;
  readonly lastError: string | undefined;
  /** The state of the alert that has these labels, the most urgent if there are several. */
  stateOf(alertname: string, labels?: Record<string, string>): AlertState;
  /** The rule of this name: its `for` in seconds and its last error. */
  rule(alertname: string): { duration: number; health: string; lastError: string } | undefined;
  /** Drops the transitions so far: alerts while the stack warms up do not count. */
  reset(): void;
  stop(): Promise<void>;
}

export interface WatchOptions {
  prometheus: PrometheusApi;
  clock: Clock;
  onTransition: (transition: Transition) => void;
  /** Virtual time, in which reading takes no time: once between two evaluations is enough. */
  isExact?: boolean;
}

/** So often between two evaluations, so that no state that lasts for one evaluation is missed. */
const readingsPerEvaluation = 3;
const shortestMs = 100;
const longestMs = 5000;

/**
 * Follows every alert by Prometheus' rules API, from now until it is stopped. Alerts that are already active get no
 * transition for that. A reading that fails is repeated after the next interval.
 */
export async function watchAlerts({
  prometheus,
  clock,
  onTransition,
  isExact = false,
}: WatchOptions): Promise<AlertWatch> {
  const stopping = new AbortController();
  const transitions: Transition[] = [];
  let readings = 0;
  let lastError: string | undefined;
  let rules = await prometheus.alertRules();
  let states: AlertStates = nextStates(new Map(), rules).states;

  const read = async (): Promise<void> => {
    try {
      rules = await prometheus.alertRules(stopping.signal);
      lastError = undefined;
      readings += 1;
    } catch (error) {
      lastError = messageOf(error);
      return;
    }
    const next = nextStates(states, rules);
    states = next.states;
    for (const transition of next.transitions) {
      transitions.push(transition);
      onTransition(transition);
    }
  };
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const interval = Math.min(...rules.map((rule) => rule.interval * 1000).filter((ms) => ms > 0));
      const wait = isExact ? interval : Math.min(longestMs, Math.max(shortestMs, interval / readingsPerEvaluation));
      await clock.sleep(wait, stopping.signal).catch(() => undefined);
      if (!isStopped()) await read();
    }
  };
  const isStopped = (): boolean => stopping.signal.aborted;
  const following = follow();

  return {
    transitions,
    get readings() {
      return readings;
    },
    get lastError() {
      return lastError;
    },
    stateOf(alertname, labels = {}) {
      const matching = [...states.values()].filter(
        (alert) => alert.alertname === alertname && agrees(alert.labels, labels),
      );
      if (matching.some(({ state }) => state === 'firing')) return 'firing';
      return matching.length > 0 ? 'pending' : 'inactive';
    },
    rule: (alertname) => rules.find(({ name }) => name === alertname),
    reset: () => void transitions.splice(0),
    async stop() {
      stopping.abort();
      await following;
    },
  };
}

/** Whether `labels` includes all of `selected`. */
export function agrees(labels: Record<string, string>, selected: Record<string, string>): boolean {
  return Object.entries(selected).every(([name, value]) => labels[name] === value);
}
