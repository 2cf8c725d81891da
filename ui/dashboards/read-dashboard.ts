import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { dashboardIn, dataSourceType, isPrometheusType } from '../../lib/grafana/dashboard-json.ts';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import type { Annotation, Dashboard, FieldConfig, Panel, Target, Variable } from './dashboard.ts';
import { sectionsOf } from './sections.ts';

/** Reads a dashboard from its JSON; undefined where it is none. */
export function readDashboard(json: unknown, file: string): Dashboard | undefined {
  const found = dashboardIn(json);
  if (!found) return undefined;
  const variables = asArray(asObject(found.templating).list).map(asObject);
  const sources = new Map(
    variables.filter(({ type }) => type === 'datasource').map(({ name, query }) => [asString(name), asString(query)]),
  );
  const panels = [found, ...asArray(found.rows).map(asObject)].flatMap((holder) => asArray(holder.panels));
  return {
    uid: asString(found.uid) || file.replace(/\.json$/, ''),
    title: asString(found.title) || file,
    description: asString(found.description),
    refreshMs: parseDuration(asString(found.refresh)),
    variables: variables.map((variable) => readVariable(variable, sources)),
    annotations: asArray(asObject(found.annotations).list).map(asObject).flatMap(readAnnotation),
    sections: sectionsOf(panels.map(asObject), (panel) => readPanel(panel, sources)),
  };
}

type Sources = ReadonlyMap<string, string>;

/** Other names of what is drawn, of former versions of Grafana. */
const formerTypes: Readonly<Record<string, string>> = { graph: 'timeseries', singlestat: 'stat', 'table-old': 'table' };

function readPanel(panel: JsonObject, sources: Sources): Panel {
  const type = asString(panel.type);
  const { x, y, w, h } = asObject(panel.gridPos);
  const { defaults, overrides } = asObject(panel.fieldConfig);
  return {
    ...{ id: asString(panel.id), title: asString(panel.title), description: asString(panel.description) },
    type: formerTypes[type] ?? type,
    grid: { x: Number(x ?? 0), y: Number(y ?? 0), w: Number(w ?? 24), h: Number(h ?? 8) },
    interval: asString(panel.interval),
    targets: asArray(panel.targets)
      .map(asObject)
      .filter((target) => target.hide !== true)
      .map((target, index) => readTarget(target, panel, sources, index)),
    fields: { defaults: asObject(defaults), overrides: asArray(overrides).map(asObject).map(readOverride) },
    options: { ...asObject(panel.options), ...(panel.content === undefined ? {} : { content: panel.content }) },
    transformations: asArray(panel.transformations)
      .map(asObject)
      .filter(({ disabled }) => disabled !== true)
      .map(({ id, options }) => ({ id: asString(id), options: asObject(options) })),
  };
}

function readTarget(target: JsonObject, panel: JsonObject, sources: Sources, index: number): Target {
  return {
    refId: asString(target.refId) || String.fromCharCode(65 + index),
    source: sourceOf(dataSourceType(target, panel), panel, sources),
    expr: asString(target.expr).trim(),
    legend: asString(target.legendFormat),
    isInstant: target.instant === true || target.queryType === 'instant',
    hasExemplars: target.exemplar === true,
    search: target,
  };
}

/** Without a type, and behind a variable that is none, the source is the one that fits the panel. */
function sourceOf(type: string, panel: JsonObject, sources: Sources): Target['source'] {
  const named = type.startsWith('$') ? (sources.get(type.replaceAll(/[${}]/g, '')) ?? '') : type;
  if (named === 'loki' || named === 'jaeger') return named;
  if (named === '') return panel.type === 'logs' ? 'loki' : 'prometheus';
  return isPrometheusType(named) ? 'prometheus' : { unsupported: named };
}

function readOverride({ matcher, properties }: JsonObject): FieldConfig['overrides'][number] {
  const { id, options } = asObject(matcher);
  const set = asArray(properties).map(asObject);
  return {
    matcher: { id: asString(id), options },
    properties: Object.fromEntries(set.map((property) => [asString(property.id), property.value])),
  };
}

function readVariable(variable: JsonObject, sources: Sources): Variable {
  const { query } = variable;
  const { value } = asObject(variable.current);
  return {
    ...{ name: asString(variable.name), type: asString(variable.type), label: asString(variable.label) },
    source: sourceOf(dataSourceType(variable, {}), {}, sources),
    query: asString(query) || asString(asObject(query).query) || asString(variable.definition),
    ...{ regex: asString(variable.regex), sort: Number(variable.sort ?? 0), allValue: asString(variable.allValue) },
    ...{ isMulti: variable.multi === true, hasAll: variable.includeAll === true, isHidden: variable.hide === 2 },
    current: (Array.isArray(value) ? value : [value]).map(asString).filter((one) => one !== ''),
  };
}

/** Those of Prometheus that are switched on; Grafana's own need its database. */
function readAnnotation(annotation: JsonObject): Annotation[] {
  const { name, enable, expr, titleFormat, textFormat } = annotation;
  if (enable === false || asString(expr) === '') return [];
  return [{ name: asString(name), expr: asString(expr), title: asString(titleFormat), text: asString(textFormat) }];
}
