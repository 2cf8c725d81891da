import type { ActiveAlert, AlertRule } from '../../../../../stack/clients/prometheus.ts';
import { parseDuration } from '../../../../../lib/duration/parse-duration.ts';
import type { Shared } from '../../../state/shared.ts';
import { defineFeed } from '../../../view.ts';
import { exemplarSelectors, isAboutTime } from '../exemplars/exemplar-query.ts';
import { searchTrace, type SearchQuestion } from '../exemplars/search-trace.ts';
import type { SearchedAlert, TracesAnswer, TracesSlice } from '../slice.ts';

interface ExemplarQuestion extends SearchQuestion {
  alert: SearchedAlert;
}

/** Minimum time before the alert became active that is searched. */
const beforeMs = 10_000;
/** Time range for a resolved alert. */
const pastMs = 15 * 60_000;

/** The trace behind an alert, found by the exemplars of its rule. */
export const exemplarFeed = defineFeed<TracesSlice, ExemplarQuestion, TracesAnswer>({
  name: 'exemplar',
  intervalMs: 1000,
  question({ search, policies }, shared) {
    const rule = search && shared.rules.find(({ name }) => name === search.alert.alertname);
    if (!rule) return undefined;
    return {
      alert: search.alert,
      selectors: exemplarSelectors(rule, search.alert.labels),
      start: startOf(rule, search.alert, shared),
      slowestFirst: isAboutTime(rule),
      decisionWaitMs: parseDuration(policies.decisionWait) ?? 30_000,
    };
  },
  async ask({ alert, ...question }, { clients }, signal) {
    return { feed: 'exemplar', alert, outcome: await searchTrace(question, clients, Date.now(), signal) };
  },
});

function startOf(rule: AlertRule, alert: SearchedAlert, { now }: Shared): number {
  const active = rule.alerts.find(({ labels }) => isSame(labels, alert.labels));
  if (active) return Date.parse(active.activeAt) - Math.max(beforeMs, rule.duration * 1000);
  // Rounded to the minute, so that the question does not change at each tick.
  return Math.floor((now - pastMs) / 60_000) * 60_000;
}

/** Whether an active alert has these labels; Prometheus adds the name of the rule. */
function isSame(labels: ActiveAlert['labels'], wanted: Record<string, string>): boolean {
  return Object.entries(labels).every(([name, value]) => name === 'alertname' || wanted[name] === value);
}
