import { exemplarSearch } from '../../../../../ui/alerts/exemplar-search.ts';
import { searchTrace, type SearchQuestion } from '../../../../../ui/traces/exemplars/search-trace.ts';
import { defineFeed } from '../../../view.ts';
import type { SearchedAlert, TracesAnswer, TracesSlice } from '../slice.ts';

interface ExemplarQuestion extends SearchQuestion {
  alert: SearchedAlert;
}

/** The trace behind an alert, found by the exemplars of its rule. */
export const exemplarFeed = defineFeed<TracesSlice, ExemplarQuestion, TracesAnswer>({
  name: 'exemplar',
  intervalMs: 1000,
  question({ search, policies: { decisionWait } }, { rules, now }) {
    const rule = search && rules.find(({ name }) => name === search.alert.alertname);
    if (!rule) return undefined;
    return { alert: search.alert, ...exemplarSearch(rule, search.alert.labels, { now, decisionWait }) };
  },
  async ask({ alert, ...question }, { clients }, signal) {
    return { feed: 'exemplar', alert, outcome: await searchTrace(question, clients, Date.now(), signal) };
  },
});
