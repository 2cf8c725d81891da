import type { JSX } from 'preact';
import { routes, type ScenarioRow } from '../../../ui/workbench/api.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { PageHead } from '../../parts/panel.tsx';
import { ReadOnly } from '../../parts/read-only.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { Catalog } from './catalog.tsx';
import { RunDetail } from './run-detail.tsx';
import { RunPicker } from './run-picker.tsx';
import { ScenarioDetail } from './scenario-detail.tsx';

/** The scenarios, and the runs since the sandbox was started. */
function Scenarios({ route: { params } }: PageProps): JSX.Element {
  const { source, status, runs, now } = useSandbox();
  const query = useQuery(
    status && `scenarios ${status.state}`,
    (signal) => source.call<ScenarioRow[]>(routes.scenarios, undefined, signal),
    {
      keep: true,
    },
  );
  const scenarios = query.data ?? [];
  const run = runs.find(({ id }) => id === params.get('run')) ?? (params.has('scenario') ? undefined : runs.at(-1));
  const shown = scenarios.find(({ name }) => name === params.get('scenario')) ?? scenarios[0];
  return (
    <>
      <PageHead title="Scenarios" />
      <ReadOnly />
      {query.error !== undefined && <Failure error={query.error} retry={query.refresh} />}
      {!query.data && query.error === undefined && <Loading />}
      {query.data && (
        <div class="list-grid">
          <Catalog
            scenarios={scenarios}
            selected={run ? undefined : shown?.name}
            onSelect={(scenario) => setParams({ scenario, run: undefined })}
          >
            <RunPicker
              runs={runs}
              selected={run?.id}
              now={now}
              onSelect={(id) => setParams({ run: id, scenario: undefined })}
            />
          </Catalog>
          <div class="stack">
            {run ? (
              <RunDetail run={run} now={now} />
            ) : shown ? (
              <ScenarioDetail scenario={shown} />
            ) : (
              <Empty title="There is no scenario." />
            )}
          </div>
        </div>
      )}
    </>
  );
}

export const scenariosPage: Page = { path: 'scenarios', title: 'Scenarios', Component: Scenarios };
