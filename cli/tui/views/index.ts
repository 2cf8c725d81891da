import type { View } from '../view.ts';
import { alertsView } from './alerts/view.tsx';
import { collectorView } from './collector/view.tsx';
import { homeView } from './home/home-view.tsx';
import { scenariosView } from './scenarios/scenarios-view.tsx';
import { logsView } from './logs/view.tsx';
import { tracesView } from './traces/view.tsx';

/** Every view, in the order of their keys. */
export const views: readonly View[] = [homeView, tracesView, logsView, alertsView, collectorView];
