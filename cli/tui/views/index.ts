import type { View } from '../view.ts';
import { alertsView } from './alerts/view.tsx';
import { collectorView } from './collector/view.tsx';
import { faultsView } from './faults/view.tsx';
import { homeView } from './home/view.tsx';
import { logsView } from './logs/view.tsx';
import { scenariosView } from './scenarios/view.tsx';
import { tracesView } from './traces/view.tsx';

/** Every view, in the order of their keys. */
export const views: readonly View[] = [
  homeView,
  scenariosView,
  tracesView,
  logsView,
  alertsView,
  collectorView,
  faultsView,
];
