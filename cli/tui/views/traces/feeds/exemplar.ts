import type { ActiveAlert, AlertRule } from '../../../../../stack/clients/prometheus.ts';
import { parseDuration } from '../../../../../lib/duration/parse-duration.ts';
import type { Shared } from '../../../state/shared.ts';
import { defineFeed } from '../../../view.ts';
import { exemplarSelectors, isAboutTime } from '../exemplars/exemplar-query.ts';
import { seekTrace, type SeekQuestion } from '../exemplars/seek.ts';
import type { SoughtAlert, TracesAnswer, TracesSlice } from '../slice.ts';

interface ExemplarQuestion extends SeekQuestion {
  alert: SoughtAlert;
}

/** What an alert saw before its condition held counts for at least so long. */
const beforeMs = 10_000;
/** An alert that is over is asked about the last quarter of an hour. */
const pastMs = 15 * 60_000;

/** The trace behind an alert, by an exemplar of the series that its rule is about. */
export const exemplarFeed = defineFeed<TracesSlice, ExemplarQuestion, TracesAnswer>({
  name: 'exemplar',
  intervalMs: 1000,
  question({ sought, policies }, shared) {
    const rule = sought && shared.rules.find(({ name }) => name === sought.alert.alertname);
    if (!rule) return undefined;
    return {
      alert: sought.alert,
      selectors: exemplarSelectors(rule, sought.alert.labels),
      start: startOf(rule, sought.alert, shared),
      slowestFirst: isAboutTime(rule),
      decisionWaitMs: parseDuration(policies.decisionWait) ?? 30_000,
    };
  },
  async ask({ alert, ...question }, { clients }, signal) {
    return { feed: 'exemplar', alert, outcome: await seekTrace(question, clients, Date.now(), signal) };
  },
});

function startOf(rule: AlertRule, alert: SoughtAlert, { now }: Shared): number {
  const active = rule.alerts.find(({ labels }) => isSame(labels, alert.labels));
  if (active) return Date.parse(active.activeAt) - Math.max(beforeMs, rule.duration * 1000);
  // To the minute, so that the question is not another one at each tick.
  return Math.floor((now - pastMs) / 60_000) * 60_000;
}

/** Whether an active alert is the one meant: Prometheus adds the rule's name to its labels. */
function isSame(labels: ActiveAlert['labels'], wanted: Record<string, string>): boolean {
  return Object.entries(labels).every(([name, value]) => name === 'alertname' || wanted[name] === value);
}
