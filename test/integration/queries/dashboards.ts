import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../../lib/paths.ts';

export interface DataSourceRef {
  type: string;
  uid: string;
}

export interface Target {
  refId: string;
  expr: string;
  datasource?: DataSourceRef;
  instant?: boolean;
  exemplar?: boolean;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: DataSourceRef;
  targets: Target[];
  fieldConfig: { defaults: { unit?: string; links?: { url: string }[] } };
}

export interface Variable {
  name: string;
  datasource: DataSourceRef;
  query: { query: string };
  allValue: string;
}

/** A dashboard's file, as far as the tests read it. */
export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  schemaVersion: number;
  refresh: string;
  links: { type: string; tags: string[] }[];
  annotations: { list: { name: string; datasource: DataSourceRef; expr: string }[] };
  templating: { list: Variable[] };
  panels: Panel[];
}

const folder = join(configFolder, 'grafana', 'dashboards');

/** Every dashboard by its file's name. */
export const dashboards: ReadonlyMap<string, Dashboard> = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard]),
);

/** One question that a dashboard asks. `values` fills a variable, `exemplars` is the second one of a graph that shows them. */
export interface DashboardQuery {
  name: string;
  dashboard: Dashboard;
  source: 'prometheus' | 'loki';
  kind: 'range' | 'instant' | 'exemplars' | 'annotation' | 'values';
  expr: string;
}

/** Everything that a dashboard asks: its panels, its annotations, its variables. */
export function queriesOf(dashboard: Dashboard): DashboardQuery[] {
  const query = (
    name: string,
    datasource: DataSourceRef,
    kind: DashboardQuery['kind'],
    expr: string,
  ): DashboardQuery => ({
    name: `${dashboard.title}: ${name}`,
    dashboard,
    source: datasource.type === 'loki' ? 'loki' : 'prometheus',
    kind,
    expr,
  });
  return [
    ...dashboard.panels.flatMap((panel) =>
      panel.targets.flatMap((target) => {
        const datasource = target.datasource ?? panel.datasource;
        const name = `${panel.title}, ${target.refId}`;
        const asked = query(name, datasource, target.instant ? 'instant' : 'range', target.expr);
        return target.exemplar ? [asked, query(`${name}, exemplars`, datasource, 'exemplars', target.expr)] : [asked];
      }),
    ),
    ...dashboard.annotations.list.map(({ name, datasource, expr }) => query(name, datasource, 'annotation', expr)),
    ...dashboard.templating.list.map((variable) =>
      query(`variable ${variable.name}`, variable.datasource, 'values', variable.query.query),
    ),
  ];
}

/** How Grafana fills in what it knows itself, for a range and a step. Source: grafana/grafana, pkg/promlib/models/query.go. */
export interface Macros {
  rangeSeconds: number;
  stepSeconds: number;
  /** The data source's `timeInterval`. */
  scrapeSeconds: number;
}

/** A query as Grafana sends it: its variables at "All", its macros in seconds. */
export function interpolate(
  { expr, dashboard }: Pick<DashboardQuery, 'expr' | 'dashboard'>,
  { rangeSeconds, stepSeconds, scrapeSeconds }: Macros,
): string {
  const macros: Record<string, string> = {
    __rate_interval: `${Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds)}s`,
    __range: `${rangeSeconds}s`,
    __auto: `${stepSeconds}s`,
    ...Object.fromEntries(dashboard.templating.list.map(({ name, allValue }) => [name, allValue])),
  };
  return expr.replaceAll(/\$([a-z_]\w*)/g, (text, name: string) => macros[name] ?? text);
}
