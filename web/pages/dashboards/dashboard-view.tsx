import type { JSX } from 'preact';
import { askAnnotations } from '../../../ui/dashboards/annotations.ts';
import type { Dashboard, Section } from '../../../ui/dashboards/dashboard.ts';
import type { Scope } from '../../../ui/dashboards/scope.ts';
import { resolveVariables } from '../../../ui/dashboards/variables.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { lastRange, stepOf, useShownRangeMs } from '../../parts/range.tsx';
import { Failure } from '../../parts/states.tsx';
import { chosenIn } from './chosen.ts';
import { PanelBox, type PanelBoxProps } from './panel-box.tsx';
import { VariableSelect } from './variable-select.tsx';

interface DashboardViewProps {
  dashboard: Dashboard;
  params: URLSearchParams;
  scrapeMs: number;
}

const defaultRefreshMs = 5_000;
const optionsEveryMs = 15_000;

/** The variables and panels of a dashboard. */
export function DashboardView({ dashboard, params, scrapeMs }: DashboardViewProps): JSX.Element {
  const { clients } = useSandbox().source;
  const rangeMs = useShownRangeMs(params);
  const stepMs = Math.max(stepOf(rangeMs), scrapeMs);
  const everyMs = Math.max(1_000, dashboard.refreshMs ?? defaultRefreshMs);
  const rangeOf = (): Omit<Scope, 'variables'> => ({ ...lastRange(rangeMs, stepMs), scrapeMs });
  const chosen = dashboard.variables.map(({ name }) => params.get(`var-${name}`) ?? '');
  const variables = useQuery(
    `${rangeMs} ${chosen.join()}`,
    (signal) => resolveVariables(dashboard, (name) => chosenIn(params, name), rangeOf(), { ...clients, signal }),
    { intervalMs: dashboard.variables.length > 0 ? optionsEveryMs : undefined, keep: true },
  );
  const values = variables.isLoading ? undefined : variables.data;
  const scopeOf = (): Scope => ({ ...rangeOf(), variables: values ?? [] });
  const regions = useQuery(
    values && dashboard.annotations.length > 0 ? `${rangeMs}` : undefined,
    (signal) => askAnnotations(dashboard.annotations, scopeOf(), clients.prometheus, signal),
    { intervalMs: everyMs, keep: true },
  );
  const shown = dashboard.variables.filter(({ isHidden, type }) => !isHidden && type !== 'constant');
  const shared = {
    ...{ scopeOf, everyMs, regions: regions.data ?? noRegions },
    scopeKey: values && `${rangeMs} ${values.map((one) => one.values.join()).join(' ')}`,
  };
  return (
    <>
      {shown.length > 0 && (
        <div class="form">
          {shown.map((variable) => {
            const found = variables.data?.find((one) => one.variable.name === variable.name);
            return found && <VariableSelect key={variable.name} {...found} variable={variable} />;
          })}
        </div>
      )}
      {variables.error !== undefined && <Failure error={variables.error} retry={variables.refresh} />}
      {dashboard.sections.map((section, index) => (
        <SectionView key={index} section={section} {...shared} />
      ))}
    </>
  );
}

const noRegions: PanelBoxProps['regions'] = [];

function SectionView({ section, ...shared }: { section: Section } & Omit<PanelBoxProps, 'panel'>): JSX.Element {
  const { title, panels, isCollapsed } = section;
  const grid = (
    <div class="dashboard">
      {panels.map((panel, index) => (
        <PanelBox key={`${panel.id} ${index}`} panel={panel} {...shared} />
      ))}
    </div>
  );
  if (title === undefined) return grid;
  return (
    <details class="dashboard-row" open={!isCollapsed}>
      <summary>{title}</summary>
      {grid}
    </details>
  );
}
