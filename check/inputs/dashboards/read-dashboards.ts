import { UserError } from '../../../lib/errors.ts';
import { dashboardIn, dataSourceType, isPrometheusType, panelsOf } from '../../../lib/grafana/dashboard-json.ts';
import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import { type NamedFile, readFiles } from '../read-files.ts';
import { fillVariables, type Variables, variablesOf } from './dashboard-variables.ts';
import type { DashboardQuery } from '../rules/rule.ts';

/**
 * Reads the Prometheus queries of Grafana dashboards, in the order of their files, including panels in expanded and
 * collapsed rows. Queries of other data sources are ignored.
 * @throws UserError if a file is missing or is not a dashboard; exit code 2.
 */
export function readDashboards(files: readonly string[]): DashboardQuery[] {
  return readFiles(files, { what: 'the dashboard', code: 'dashboards' }).flatMap(queriesOf);
}

function queriesOf({ file, text }: NamedFile): DashboardQuery[] {
  const parsed = asObject(parseJson(text, file));
  const dashboard = dashboardIn(parsed);
  if (!dashboard) throw notDashboard(file, 'it has no panels');
  const title = asString(dashboard.title) || file;
  const variables = variablesOf(dashboard);
  const lineOf = expressionLines(text, parsed);
  return panelsOf(dashboard).flatMap((panel) =>
    asArray(panel.targets)
      .map(asObject)
      .filter((target) => asString(target.expr).trim() !== '' && isPrometheus(target, panel))
      .map((target): DashboardQuery => query(target, { title, panel, variables, line: lineOf(target), file })),
  );
}

interface Place {
  title: string;
  panel: JsonObject;
  variables: Variables;
  line: number;
  file: string;
}

function query(target: JsonObject, { title, panel, variables, line, file }: Place): DashboardQuery {
  const expr = asString(target.expr).trim();
  return {
    dashboard: title,
    panel: asString(panel.title) || `panel ${asString(panel.id)}`,
    expr,
    asked: fillVariables(expr, variables),
    source: { file, line },
  };
}

/** Whether a query goes to Prometheus or a compatible system; without a data source, unless the panel shows logs. */
function isPrometheus(target: JsonObject, panel: JsonObject): boolean {
  const type = dataSourceType(target, panel);
  return type === '' || type.startsWith('$') ? panel.type !== 'logs' : isPrometheusType(type);
}

/** The line of a target's query: the n-th key `expr` in the text belongs to the n-th parsed one. */
function expressionLines(text: string, parsed: JsonObject): (target: JsonObject) => number {
  const owners: unknown[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'expr' && !Array.isArray(value)) owners.push(value);
      visit(inner);
    }
  };
  visit(parsed);
  const lines: number[] = [];
  let line = 1;
  let counted = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g)) {
    if (token !== '"expr"' || !/^\s*:/.test(text.slice(index + token.length, index + token.length + 20))) continue;
    line += text.slice(counted, index).split('\n').length - 1;
    counted = index;
    lines.push(line);
  }
  return (target) => lines[owners.indexOf(target)] ?? 1;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const position = /position (\d+)/.exec(reason)?.[1];
    const at = position === undefined ? '' : `:${text.slice(0, Number(position)).split('\n').length}`;
    throw notDashboard(`${file}${at}`, `it is not JSON (${reason.replaceAll(/\s+/g, ' ').slice(0, 200)})`);
  }
}

function notDashboard(place: string, why: string): UserError {
  return new UserError(`${place} is not a Grafana dashboard: ${why}.`, {
    code: 'bad-dashboard',
    hint: 'Export the dashboard from Grafana as JSON.',
  });
}
