import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import { agrees } from '../../../scenarios/alerts/watcher.ts';
import type { AlertEpisode, Rule, RuleSet } from '../../inputs/rules/rule.ts';
import type { Period } from '../../run/timeline.ts';

interface Evaluated {
  time: number;
  firing: boolean;
}

/**
 * The timeline of every alert between two moments. It is read from the `ALERTS` samples that Prometheus writes at
 * each evaluation, so that no state is missed, as it could be between two polls. Times are those of evaluations; the
 * order is that in which alerts became pending.
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
    const key = `${alertname} ${keyOf(labels)}`;
    const alert = alerts.get(key) ?? { alertname, labels, evaluations: [] };
    alerts.set(key, alert);
    for (const [time] of points) alert.evaluations.push({ time, firing: alertstate === 'firing' });
  }
  return [...alerts.values()]
    .flatMap(({ alertname, labels, evaluations }) => {
      const intervalMs = intervalOf(rules, alertname, labels);
      return periodsOf(evaluations, intervalMs, end).map((period): AlertEpisode => ({ alertname, labels, ...period }));
    })
    .sort(
      (a, b) =>
        a.pendingAt - b.pendingAt || compare(a.alertname, b.alertname) || compare(keyOf(a.labels), keyOf(b.labels)),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => compare(a, b)));
}

/** The evaluation interval of an alert's rule: of several with one name, the one whose labels the alert has. */
function intervalOf(rules: readonly Rule[], alertname: string, labels: Record<string, string>): number {
  const named = rules.filter(({ kind, name }) => kind === 'alert' && name === alertname);
  const own = named.filter((rule) => agrees(labels, plainLabels(rule)));
  const intervals = (own.length > 0 ? own : named).map(({ intervalMs }) => intervalMs);
  return intervals.length > 0 ? Math.max(...intervals) : 15_000;
}

/** The labels that a rule adds to its alerts, without templates. */
function plainLabels({ labels }: Rule): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes('{{')));
}

type ActivePeriod = Pick<AlertEpisode, 'pendingAt' | 'firingAt' | 'resolvedAt'>;

/** The periods in which an alert was pending or firing; an evaluation without it ends one. */
function periodsOf(evaluations: Evaluated[], intervalMs: number, end: number): ActivePeriod[] {
  const found: ActivePeriod[] = [];
  let last: Evaluated | undefined;
  for (const evaluation of [...evaluations].sort((a, b) => a.time - b.time)) {
    const { time, firing } = evaluation;
    let period = found.at(-1);
    const over = last !== undefined && (time - last.time > 1.5 * intervalMs || (last.firing && !firing));
    if (period === undefined || over) {
      if (period && last) period.resolvedAt = last.time + intervalMs;
      period = { pendingAt: time };
      found.push(period);
    }
    if (firing) period.firingAt ??= time;
    last = evaluation;
  }
  const period = found.at(-1);
  if (period && last && last.time + intervalMs < end) period.resolvedAt = last.time + intervalMs;
  return found;
}
