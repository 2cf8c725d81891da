import type { AlertState } from '../../lib/events/run-event.ts';
import { formatNumber } from '../../lib/format/number.ts';
import type { AlertEpisode, Episodes } from '../runs/timeline.ts';
import type { ActiveAlert, AlertRule } from '../../stack/clients/prometheus.ts';

export type { AlertRule };

/** A row of the list: a rule, or an alert of the rule above it. */
export interface AlertEntry {
  key: string;
  rule: AlertRule;
  alert?: ActiveAlert;
  state: AlertState;
}

/** Rules in the order of their files, each followed by its active alerts. */
export function entriesOf(rules: readonly AlertRule[]): AlertEntry[] {
  return rules.flatMap((rule): AlertEntry[] => [
    { key: rule.name, rule, state: stateOf(rule) },
    ...[...rule.alerts]
      .sort((a, b) => (ownLabels(rule, a) < ownLabels(rule, b) ? -1 : 1))
      .map((alert) => ({ key: `${rule.name} ${ownLabels(rule, alert)}`, rule, alert, state: alert.state })),
  ]);
}

/** The most urgent state of a rule's alerts. */
function stateOf({ alerts }: AlertRule): AlertState {
  if (alerts.some(({ state }) => state === 'firing')) return 'firing';
  return alerts.length > 0 ? 'pending' : 'inactive';
}

/**
 * Index of the selected row. If the selected alert is resolved, it is the row of its rule. Without a selection it is the firing
 * alert with the highest value, otherwise the rule whose alert was active last.
 */
export function selectedEntry(
  entries: readonly AlertEntry[],
  selected: string | undefined,
  episodes: Episodes,
): number {
  const chosen = entries.findIndex(({ key }) => key === selected);
  if (chosen !== -1) return chosen;
  const ruleOf = (name: string | undefined): number =>
    entries.findIndex(({ rule, alert }) => !alert && rule.name === name);
  const left = ruleOf(selected?.split(' ')[0]);
  if (left !== -1) return left;
  if (entries.every(({ alert }) => !alert)) return Math.max(0, ruleOf(latest(episodes.alerts)?.alertname));
  const urgency = ({ alert }: AlertEntry): number =>
    alert ? Number(alert.state === 'firing') * 1e12 + Math.min(1e11, Number(alert.value) || 0) : -1;
  return entries.reduce((most, entry, index) => {
    const best = entries[most];
    return best && urgency(entry) > urgency(best) ? index : most;
  }, 0);
}

/** The alert of a row; for a rule the first one, firing before pending. */
export function alertOf({ rule, alert }: AlertEntry): ActiveAlert | undefined {
  return alert ?? rule.alerts.find(({ state }) => state === 'firing') ?? rule.alerts[0];
}

/** The most recent alert of a rule. */
export function lastAlertOf({ rule }: AlertEntry, { alerts }: Episodes): Pick<AlertEpisode, 'labels'> | undefined {
  return latest(alerts.filter(({ alertname }) => alertname === rule.name));
}

function latest(alerts: readonly AlertEpisode[]): AlertEpisode | undefined {
  const at = ({ changes }: AlertEpisode): number => changes.at(-1)?.at ?? 0;
  return alerts.reduce<AlertEpisode | undefined>((last, one) => (last && at(last) >= at(one) ? last : one), undefined);
}

/** `payment`, or `reason=refused`: the labels that distinguish the alerts of a rule; only the value for a service. */
export function ownLabels({ labels: added }: AlertRule, { labels }: Pick<ActiveAlert, 'labels'>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== 'alertname' && name !== '__name__' && name !== 'alertstate' && !(name in added))
    .map(([name, value]) => (name === 'service_name' ? value : `${name}=${value}`))
    .join(', ');
}

/** A value as Prometheus returns it, for display: `0.161`, `1`, `12,345`. */
export function valueText(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  return formatNumber(number);
}
