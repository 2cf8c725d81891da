import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { exemplarSelectors, isAboutTime } from '../traces/exemplars/exemplar-query.ts';
import type { SearchQuestion } from '../traces/exemplars/search-trace.ts';
import type { AlertRule } from './entries.ts';

/** Minimum time before the alert became active that is searched. */
const beforeMs = 10_000;
/** Time range for a resolved alert. */
const pastMs = 15 * 60_000;

/**
 * What to search for the trace behind an alert.
 *
 * @param decisionWait of the sampler, as written
 */
export function exemplarSearch(
  rule: AlertRule,
  labels: Record<string, string>,
  { now, decisionWait }: { now: number; decisionWait: string },
): SearchQuestion {
  return {
    selectors: exemplarSelectors(rule, labels),
    start: startOf(rule, labels, now),
    slowestFirst: isAboutTime(rule),
    decisionWaitMs: parseDuration(decisionWait) ?? 30_000,
  };
}

function startOf(rule: AlertRule, labels: Record<string, string>, now: number): number {
  const active = rule.alerts.find((alert) => isSame(alert.labels, labels));
  if (active) return Date.parse(active.activeAt) - Math.max(beforeMs, rule.duration * 1000);
  // Rounded to the minute, so that the question does not change at each tick.
  return Math.floor((now - pastMs) / 60_000) * 60_000;
}

/** Whether an active alert has these labels; Prometheus adds the name of the rule. */
function isSame(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(labels).every(([name, value]) => name === 'alertname' || wanted[name] === value);
}
