import type { ReactNode } from 'react';
import { defineView, type ViewProps } from '../../view.ts';
import { Rows } from '../../widgets/rows.tsx';
import { drawAlerts } from './draw.ts';
import { historyFeed } from './feed.ts';
import { alertsKeys, alertsPanes } from './keys.ts';
import { initialAlerts, reduceAlerts, type AlertsAnswer, type AlertsSlice } from './slice.ts';

export const alertsView = defineView<AlertsSlice, AlertsAnswer>({
  id: 'alerts',
  title: 'Alerts',
  key: '5',
  about: 'Alerting rules, their alerts and their history.',
  panes: () => alertsPanes,
  initial: initialAlerts,
  reduce: reduceAlerts,
  keys: alertsKeys,
  feeds: [historyFeed],
  Component: AlertsView,
});

function AlertsView({ slice, shared, width, height, pane }: ViewProps<AlertsSlice>): ReactNode {
  return <Rows lines={drawAlerts(slice, shared, width, height, pane)} width={width} height={height} />;
}
