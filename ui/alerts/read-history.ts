import type { PrometheusApi } from '../clients.ts';
import { historyOf, type AlertHistory } from './history.ts';
import type { AlertRule } from './entries.ts';

/** Time range of the history, within ten minutes and two hours. */
const evaluations = 600;
const shortestMs = 10 * 60_000;
const longestMs = 2 * 3_600_000;

export interface AlertHistories {
  alerts: AlertHistory[];
  window: { start: number; end: number; stepMs: number };
}

/** The resolution of the history: how often the rules are evaluated; undefined without rules. */
export function historyStep(rules: readonly Pick<AlertRule, 'interval'>[]): number | undefined {
  const intervals = rules.map(({ interval }) => interval * 1000).filter((ms) => ms > 0);
  return intervals.length === 0 ? undefined : Math.max(250, Math.min(...intervals));
}

/** The alert states recorded by Prometheus. */
export async function readHistory(
  prometheus: Pick<PrometheusApi, 'queryRange'>,
  stepMs: number,
  signal: AbortSignal,
): Promise<AlertHistories> {
  const end = Date.now();
  const start = end - Math.min(longestMs, Math.max(shortestMs, stepMs * evaluations));
  const series = await prometheus.queryRange('ALERTS', { start, end, stepMs, signal });
  return { alerts: historyOf(series, stepMs, end), window: { start, end, stepMs } };
}
