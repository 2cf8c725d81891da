import { alertsPage } from './alerts/page.tsx';
import { dashboardsPage } from './dashboards/page.tsx';
import { faultsPage } from './faults/page.tsx';
import { logsPage } from './logs/page.tsx';
import { metricsPage } from './metrics/page.tsx';
import { overviewPage } from './overview/page.tsx';
import type { Page } from './page.ts';
import { pipelinePage } from './pipeline/page.tsx';
import { scenariosPage } from './scenarios/page.tsx';
import { tracesPage } from './traces/page.tsx';

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  overviewPage,
  tracesPage,
  logsPage,
  metricsPage,
  dashboardsPage,
  alertsPage,
  pipelinePage,
  scenariosPage,
  faultsPage,
];
