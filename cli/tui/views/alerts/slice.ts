import type { ViewAction } from '../../state/action.ts';
import { addOutage, endOutage, type Outages } from '../signals/outages.ts';
import type { AlertHistory } from '../../../../ui/alerts/history.ts';

export interface HistoryWindow {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  stepMs: number;
}

export interface AlertsSlice {
  /** Key of the selected row; default: the most urgent one. */
  selected?: string;
  history?: { alerts: readonly AlertHistory[]; window: HistoryWindow };
  /** Scroll position of the history. */
  scroll: number;
  outages: Outages;
}

export const initialAlerts: AlertsSlice = { scroll: 0, outages: {} };

export interface AlertsAnswer {
  feed: 'history';
  alerts: AlertHistory[];
  window: HistoryWindow;
}

export function reduceAlerts(slice: AlertsSlice, action: ViewAction<AlertsAnswer>): AlertsSlice {
  switch (action.type) {
    case 'answer': {
      const { feed, alerts, window } = action.answer;
      return { ...slice, history: { alerts, window }, outages: endOutage(slice.outages, feed) };
    }
    case 'unanswered':
      return { ...slice, outages: addOutage(slice.outages, action) };
    case 'shown': {
      const { target } = action;
      if (target?.type !== 'alert') return slice;
      const { alertname, labels } = target;
      return { ...slice, selected: selectionOf(alertname, labels) };
    }
    case 'event':
    case 'entered':
      return slice;
  }
}

/** The key of an alert's row in `entriesOf`; without a service, that of its rule. */
function selectionOf(alertname: string, { service_name: service }: Record<string, string>): string {
  return service === undefined ? alertname : `${alertname} ${service}`;
}
