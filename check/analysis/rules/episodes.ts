import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import { agrees } from '../../../scenarios/alerts/watcher.ts';
import type { AlertEpisode, Rule, RuleSet } from '../../inputs/rules/rule.ts';
import type { Period } from '../../run/timeline.ts';

interface Evaluated {
  time: number;
  firing: boolean;
}

/**
 * How every alert lived between two moments, read from the samples that Prometheus itself wrote at each evaluation: no state between two
 * readings can be missed. Times are those of evaluations, in the order in which alerts went pending.
 */
export async function readEpisodes(
  prometheus: Pick<PrometheusApi, 'samples'>,
  { rules }: Pick<RuleSet, 'rules'>,
  { start, end }: Period,
): Promise<AlertEpisode[]> {
  const range = Math.max(1, Math.ceil(end - start));
  const stored = await prometheus.samples(`ALERTS[${range}ms]`, { time: end });
  const alerts = new Map<string, { alertname: string; labels: Record<string, string>; evaluations: Evaluated[] }>();
  for (const { labels: all, points } of stored) {
    const { alertstate, alertname = '', ...rest } = all;
    const labels = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== '__name__'));
    const key = JSON.stringify([alertname, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const alert = alerts.get(key) ?? { alertname, labels, evaluations: [] };
    alerts.set(key, alert);
    for (const [time] of points) alert.evaluations.push({ time, firing: alertstate === 'firing' });
  }
  return [...alerts.values()]
    .flatMap(({ alertname, labels, evaluations }) => {
      const intervalMs = intervalOf(rules, alertname, labels);
      return lives(evaluations, intervalMs, end).map((life): AlertEpisode => ({ alertname, labels, ...life }));
    })
    .sort((a, b) => a.pendingAt - b.pendingAt || (a.alertname < b.alertname ? -1 : 1));
}

/** How often the rule is evaluated that made an alert: of several of one name the one whose labels it has. */
function intervalOf(rules: readonly Rule[], alertname: string, labels: Record<string, string>): number {
  const named = rules.filter(({ kind, name }) => kind === 'alert' && name === alertname);
  const own = named.filter((rule) => agrees(labels, plainLabels(rule)));
  const intervals = (own.length > 0 ? own : named).map(({ intervalMs }) => intervalMs);
  return intervals.length > 0 ? Math.max(...intervals) : 15_000;
}

/** What a rule adds to its alerts' labels, without templates. */
function plainLabels({ labels }: Rule): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes('{{')));
}

type Life = Pick<AlertEpisode, 'pendingAt' | 'firingAt' | 'resolvedAt'>;

/** Lives are parted by an evaluation at which the alert was not there. */
function lives(evaluations: Evaluated[], intervalMs: number, end: number): Life[] {
  const found: Life[] = [];
  let last: Evaluated | undefined;
  for (const evaluation of [...evaluations].sort((a, b) => a.time - b.time)) {
    const { time, firing } = evaluation;
    let life = found.at(-1);
    const over = last !== undefined && (time - last.time > 1.5 * intervalMs || (last.firing && !firing));
    if (life === undefined || over) {
      if (life && last) life.resolvedAt = last.time + intervalMs;
      life = { pendingAt: time };
      found.push(life);
    }
    if (firing) life.firingAt ??= time;
    last = evaluation;
  }
  const life = found.at(-1);
  if (life && last && last.time + intervalMs < end) life.resolvedAt = last.time + intervalMs;
  return found;
}
