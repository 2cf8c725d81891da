import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { requestJson, withQuery } from '../../../stack/clients/http.ts';
import { asArray, asObject } from '../../../lib/json.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import { LokiClient } from '../../../stack/clients/loki.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import { paceDataSources } from '../../../stack/pacing/pace-data-sources.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import { type DashboardQuery, interpolate, type Macros } from './dashboards.ts';

/** How many series, lines or exemplars with something in them came back, and what was sent. */
export interface Asked {
  count: number;
  seen: string;
}

const rangeSeconds = 300;

/** Sends a query of a dashboard as Grafana does for the last five minutes; rejects where the backend refuses it. */
export async function askGrafanas(
  stack: RunningStack,
  query: Pick<DashboardQuery, 'source' | 'kind' | 'expr' | 'dashboard'>,
  signal?: AbortSignal,
): Promise<Asked> {
  const macros = macrosOf(stack.pace);
  const text = interpolate(query, macros);
  const count =
    query.source === 'loki'
      ? await askLoki(stack, text, macros, signal)
      : await askPrometheus(stack, query.kind, text, macros, signal);
  return { count, seen: `${count} for ${text}` };
}

/** What Grafana would know of a graph of some hundred pixels: its step is the shortest that the data source allows. */
function macrosOf(pace: number): Macros {
  const file = join(configFolder, 'grafana', 'provisioning', 'datasources', 'prometheus.yaml');
  const { datasources } = parse(paceDataSources(readFileSync(file, 'utf8'), file, pace)) as {
    datasources: { jsonData: { timeInterval: string } }[];
  };
  const scrapeSeconds = (parseDuration(datasources[0]?.jsonData.timeInterval ?? '') ?? Number.NaN) / 1000;
  return { rangeSeconds, stepSeconds: scrapeSeconds, scrapeSeconds };
}

async function askPrometheus(
  { endpoints }: RunningStack,
  kind: DashboardQuery['kind'],
  text: string,
  { stepSeconds }: Macros,
  signal?: AbortSignal,
): Promise<number> {
  const prometheus = new PrometheusClient(endpoints.prometheus);
  const range = { start: Date.now() - rangeSeconds * 1000, end: Date.now(), signal };
  switch (kind) {
    case 'instant':
      return (await prometheus.query(text, { signal })).filter(({ value }) => Number.isFinite(value)).length;
    case 'range':
    case 'annotation': {
      const series = await prometheus.queryRange(text, { ...range, stepMs: stepSeconds * 1000 });
      return series.filter(({ points }) => points.some(([, value]) => Number.isFinite(value))).length;
    }
    case 'exemplars':
      return (await prometheus.exemplars(text, range)).filter(({ labels }) => labels.trace_id).length;
    case 'values': {
      const [, metric, label] = /^label_values\(([\w:]+), (\w+)\)$/.exec(text) ?? [];
      if (!metric || !label) throw new Error(`not a query for a variable: ${text}`);
      return (await prometheus.query(`count by (${label}) (${metric}{${label}!=""})`, { signal })).length;
    }
  }
}

async function askLoki(
  { endpoints }: RunningStack,
  text: string,
  { stepSeconds }: Macros,
  signal?: AbortSignal,
): Promise<number> {
  const [start, end] = [Date.now() - rangeSeconds * 1000, Date.now()];
  if (text.startsWith('{')) {
    return (await new LokiClient(endpoints.loki).queryRange(text, { start, end, limit: 100, signal })).length;
  }
  const url = withQuery(`${endpoints.loki}/loki/api/v1/query_range`, {
    ...{ query: text, start: `${start}000000`, end: `${end}000000`, step: `${stepSeconds}s` },
  });
  const { resultType, result } = asObject(asObject((await requestJson(url, { signal })).value).data);
  if (resultType !== 'matrix') throw new Error(`${url} -> ${String(resultType)} in place of a matrix`);
  return asArray(result).filter((series) => asArray(asObject(series).values).length > 0).length;
}
