import { defineFeed } from '../../view.ts';
import { historyOf } from './history.ts';
import type { AlertsAnswer, AlertsSlice } from './slice.ts';

interface HistoryQuestion {
  stepMs: number;
}

/** Time range of the history, within ten minutes and two hours. */
const evaluations = 600;
const shortestMs = 10 * 60_000;
const longestMs = 2 * 3_600_000;

/** The alert states recorded by Prometheus. */
export const historyFeed = defineFeed<AlertsSlice, HistoryQuestion, AlertsAnswer>({
  name: 'history',
  intervalMs: 1500,
  question(_slice, { rules }) {
    const intervals = rules.map(({ interval }) => interval * 1000).filter((ms) => ms > 0);
    return intervals.length === 0 ? undefined : { stepMs: Math.max(250, Math.min(...intervals)) };
  },
  async ask({ stepMs }, { clients: { prometheus } }, signal) {
    const end = Date.now();
    const start = end - Math.min(longestMs, Math.max(shortestMs, stepMs * evaluations));
    const series = await prometheus.queryRange('ALERTS', { start, end, stepMs, signal });
    return { feed: 'history', alerts: historyOf(series, stepMs, end), window: { start, end, stepMs } };
  },
});
