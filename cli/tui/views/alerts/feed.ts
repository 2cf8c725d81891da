import { historyStep, readHistory } from '../../../../ui/alerts/read-history.ts';
import { defineFeed } from '../../view.ts';
import type { AlertsAnswer, AlertsSlice } from './slice.ts';

interface HistoryQuestion {
  stepMs: number;
}

/** The alert states recorded by Prometheus. */
export const historyFeed = defineFeed<AlertsSlice, HistoryQuestion, AlertsAnswer>({
  name: 'history',
  intervalMs: 1500,
  question(_slice, { rules }) {
    const stepMs = historyStep(rules);
    return stepMs === undefined ? undefined : { stepMs };
  },
  ask: async ({ stepMs }, { clients: { prometheus } }, signal) => ({
    feed: 'history',
    ...(await readHistory(prometheus, stepMs, signal)),
  }),
});
