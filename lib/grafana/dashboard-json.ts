import { asArray, asObject, asString, type JsonObject } from '../json.ts';

/** The dashboard in parsed JSON, also as the answer of Grafana's API wraps it; undefined where there are no panels. */
export function dashboardIn(json: unknown): JsonObject | undefined {
  const parsed = asObject(json);
  return [parsed, asObject(parsed.dashboard)].find(({ panels, rows }) => Array.isArray(panels) || Array.isArray(rows));
}

/** The panels of a dashboard, including those of collapsed rows and of the rows of old dashboards. */
export function panelsOf(dashboard: JsonObject): JsonObject[] {
  return [dashboard, ...asArray(dashboard.rows).map(asObject)].flatMap(panelsIn);
}

function panelsIn(holder: JsonObject): JsonObject[] {
  return asArray(holder.panels)
    .map(asObject)
    .flatMap((panel) => [panel, ...panelsIn(panel)]);
}

/** The type of the data source of a query, such as `prometheus` or `$name`; empty where it has none of its own. */
export function dataSourceType(target: JsonObject, panel: JsonObject): string {
  const types = [target.datasource, panel.datasource].map((source) => {
    if (typeof source === 'string') return source;
    const [type, uid] = [asString(asObject(source).type), asString(asObject(source).uid)];
    // `-- Mixed --` and the like; a variable may be given without a type.
    return uid.startsWith('--') || (type === '' && uid.startsWith('$')) ? uid : type;
  });
  return types.find((one) => one !== '' && !one.startsWith('--')) ?? '';
}

/** Whether a type of data source answers PromQL. */
export function isPrometheusType(type: string): boolean {
  return /prometheus|mimir|cortex|thanos|victoriametrics/i.test(type);
}
