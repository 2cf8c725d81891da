import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { asString } from '../../lib/json.ts';
import type { RangeSeries } from '../clients.ts';
import { type LogRow, logRow } from '../logs/log-row.ts';
import { type Exemplar, queryExemplars } from '../metrics/exemplars.ts';
import { findTraces } from '../traces/find-traces.ts';
import type { TraceRow } from '../traces/trace-row.ts';
import type { WorkbenchClients } from '../workbench/clients.ts';
import type { Panel, Target } from './dashboard.ts';
import { fill, type Scope } from './scope.ts';

/** What the data sources answered to the queries of a panel. */
export interface PanelAnswer {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  series: readonly PanelSeries[];
  exemplars: readonly Exemplar[];
  /** Newest first. */
  lines: readonly LogRow[];
  traces: readonly TraceRow[];
}

export interface PanelSeries extends RangeSeries {
  refId: string;
  /** As in the legend. */
  name: string;
}

const mostLines = 500;
const mostTraces = 50;
const nothing = { series: [], exemplars: [], lines: [], traces: [] };

/** Sends the queries of a panel, all at once; rejects with the error of the first that fails. */
export async function askPanel(
  { type, targets, interval }: Pick<Panel, 'type' | 'targets' | 'interval'>,
  wanted: Scope,
  clients: Pick<WorkbenchClients, 'prometheus' | 'loki' | 'jaeger'>,
  signal: AbortSignal,
): Promise<PanelAnswer> {
  const stepMs = Math.max(wanted.stepMs, parseDuration(fill(interval, wanted)) ?? 0);
  // On the grid of the step: the points of all data sources have the same times.
  const [start = 0, end = 0] = [wanted.start, wanted.end].map((time) => Math.floor(time / stepMs) * stepMs);
  const scope = { ...wanted, stepMs, start, end };
  const answers = await Promise.all(
    targets.map(async (target): Promise<Omit<PanelAnswer, 'start' | 'end'>> => {
      if (target.source === 'prometheus')
        return { ...nothing, ...(await askPrometheus(target, scope, clients, signal)) };
      if (target.source === 'loki') return { ...nothing, ...(await askLoki(target, scope, clients, signal, type)) };
      if (target.source === 'jaeger') return { ...nothing, traces: await askJaeger(target, scope, clients, signal) };
      return nothing;
    }),
  );
  return {
    ...{ start, end },
    series: answers.flatMap(({ series }) => series),
    exemplars: answers.flatMap(({ exemplars }) => exemplars),
    lines: answers.flatMap(({ lines }) => lines).sort((a, b) => b.time - a.time),
    traces: answers.flatMap(({ traces }) => traces),
  };
}

async function askPrometheus(
  target: Target,
  scope: Scope,
  { prometheus }: Pick<WorkbenchClients, 'prometheus'>,
  signal: AbortSignal,
): Promise<Pick<PanelAnswer, 'series' | 'exemplars'>> {
  const query = fill(target.expr, scope);
  if (query === '') return nothing;
  const { start, end, stepMs } = scope;
  if (target.isInstant) {
    const samples = await prometheus.query(query, { time: end, signal });
    const series = samples.map(({ labels, value }) => ({ labels, points: [[end, value]] as [number, number][] }));
    return { series: named(series, target), exemplars: [] };
  }
  const [series, exemplars] = await Promise.all([
    prometheus.queryRange(query, { start, end, stepMs, signal }),
    target.hasExemplars ? queryExemplars(prometheus, query, { start, end, signal }) : [],
  ]);
  return { series: named(series, target), exemplars };
}

/** A log query returns lines, any other one series. */
async function askLoki(
  target: Target,
  scope: Scope,
  { loki }: Pick<WorkbenchClients, 'loki'>,
  signal: AbortSignal,
  type: string,
): Promise<Partial<PanelAnswer>> {
  const query = fill(target.expr, scope);
  if (query === '') return {};
  const { start, end, stepMs } = scope;
  if (type === 'logs' || query.startsWith('{')) {
    const lines = await loki.queryRange(query, { start, end, limit: mostLines, signal });
    return { lines: lines.map(logRow) };
  }
  return { series: named(await loki.queryMetric(query, { start, end, stepMs, signal }), target) };
}

async function askJaeger(
  { search }: Target,
  scope: Scope,
  { jaeger }: Pick<WorkbenchClients, 'jaeger'>,
  signal: AbortSignal,
): Promise<TraceRow[]> {
  const text = (key: string): string | undefined => fill(asString(search[key]), scope) || undefined;
  const [service, operation] = [text('service'), text('operation')];
  const { start, end } = scope;
  return await findTraces(
    jaeger,
    {
      ...{ start, end, service, limit: Number(text('limit') ?? mostTraces) },
      ...(operation === undefined || operation === 'All' ? {} : { operation }),
      ...{
        minDurationMs: parseDuration(text('minDuration') ?? ''),
        maxDurationMs: parseDuration(text('maxDuration') ?? ''),
      },
    },
    signal,
  );
}

function named(series: readonly RangeSeries[], { refId, legend }: Target): PanelSeries[] {
  return series.map((one) => ({ ...one, refId, name: nameOf(one.labels, legend) }));
}

/** The name of a series by the legend of its query: without one, its labels. */
export function nameOf({ __name__: metric = '', ...labels }: RangeSeries['labels'], legend: string): string {
  if (legend === '' || legend === '__auto') return `${metric}${labelSuffix(labels)}` || 'value';
  return legend.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) =>
    label === '__name__' ? metric : (labels[label] ?? ''),
  );
}
