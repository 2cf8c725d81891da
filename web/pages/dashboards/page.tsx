import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { readDashboard } from '../../../ui/dashboards/read-dashboard.ts';
import { type DashboardsAnswer, routes } from '../../../ui/workbench/api.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Select } from '../../parts/fields.tsx';
import { PageHead } from '../../parts/panel.tsx';
import { RangeSelect } from '../../parts/range.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { DashboardView } from './dashboard-view.tsx';

/** The Grafana dashboards of the sandbox's configuration. Which one, its time range and its variables are in the address. */
function Dashboards({ route: { id, params } }: PageProps): JSX.Element {
  const { source, status } = useSandbox();
  const isReady = status?.state === 'ready';
  const files = useQuery(isReady ? 'dashboards' : undefined, (signal) =>
    source.call<DashboardsAnswer>(routes.dashboards, undefined, signal),
  );
  const all = useMemo(
    () => (files.data?.dashboards ?? []).flatMap(({ file, json }) => readDashboard(json, file) ?? []),
    [files.data],
  );
  const dashboard = id === undefined ? all[0] : all.find(({ uid }) => uid === id);
  const range = params.get('range') ?? undefined;
  return (
    <>
      <PageHead title="Dashboards">
        {all.length > 0 && (
          <>
            <Select
              label="Dashboard"
              value={dashboard?.uid ?? ''}
              options={all.map(({ uid, title }) => [uid, title] as const)}
              onChange={(uid) => go(hrefOf(`/dashboards/${uid}`, { range }))}
            />
            <RangeSelect params={params} />
          </>
        )}
      </PageHead>
      {files.error !== undefined && <Failure error={files.error} retry={files.refresh} />}
      {!files.data && files.error === undefined && <Loading what={isReady ? 'Loading' : 'Waiting for the boot'} />}
      {files.data?.unreadable.map(({ file, reason }) => (
        <Failure key={file} error={new Error(`The dashboard ${file} is not JSON: ${reason}`)} />
      ))}
      {files.data && all.length === 0 && (
        <Empty title="The configuration of this sandbox has no dashboards.">
          Put exported dashboards into <code>grafana/dashboards</code> of the folder that you give with{' '}
          <code>--config</code>.
        </Empty>
      )}
      {all.length > 0 && !dashboard && (
        <Empty title={`There is no dashboard ${id ?? ''}.`}>Choose one of {all.length} above.</Empty>
      )}
      {files.data && dashboard && (
        <>
          {dashboard.description !== '' && <p class="muted">{dashboard.description}</p>}
          <DashboardView key={dashboard.uid} {...{ dashboard, params }} scrapeMs={files.data.scrapeMs} />
        </>
      )}
    </>
  );
}

export const dashboardsPage: Page = { path: 'dashboards', title: 'Dashboards', Component: Dashboards };
