import { formatList } from '../../lib/format/list.ts';
import { formatCount, formatNumber } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { sampledSpanMetrics } from '../analysis/sampling/sampled-span-metrics.ts';
import { selectorsIn } from '../analysis/rules/promql/expression.ts';
import { type Change, inCollector } from '../fixes/proposal.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

type Inputs = Pick<FindingInputs, 'collector' | 'observations' | 'rules'>;

export const spanMetricsSampled: FindingDefinition<Inputs> = {
  kind: 'span-metrics-sampled',
  category: 'sampling',
  severity: 'error',
  summary: 'Span metrics are computed behind a sampler, from the traces that sampling kept.',
  docs: {
    meaning:
      'Rates are too low, and error ratios and quantiles too high, because sampling keeps errors and slow traces and ' +
      'few others. The finding reports the factor for each service: spans sent, divided by spans counted.',
    example: 'spanmetrics computes metrics from the 14.2% of the traces that tail_sampling kept',
    action:
      'Add the connector to the exporters of a traces pipeline without the sampler, and sample in another pipeline ' +
      'that gets the same spans from the receivers or a forward connector.',
  },
  async find({ collector, observations, rules }) {
    const found: Found[] = [];
    const { classes } = observations;
    const sum = (of: 'sent' | 'kept'): number => classes.reduce((total, one) => total + one[of], 0);
    // A sampler that keeps everything falsifies nothing.
    if (sum('kept') === sum('sent')) return [];
    for (const { connector, pipeline, samplers, prefix, makes, source } of sampledSpanMetrics(collector)) {
      const factors = await factorsOf(prefix, observations);
      const users = rules.filter(({ rule }) => selectorsIn(rule.expr).some(({ metric = '' }) => makes(metric)));
      found.push({
        subject: connector,
        message:
          `${connector} computes metrics from the ${formatPercent(sum('kept') / Math.max(1, sum('sent')))} of the traces that ` +
          `${formatList(samplers)} kept`,
        why:
          `It is an exporter of ${pipeline}, behind ${formatList(samplers)}: rates are too low, and error ratios and ` +
          `quantiles are those of kept traces, ${formatCount(sum('kept'))} of ${formatCount(sum('sent'))}.` +
          (factors.length > 0
            ? ` Sent for each counted span: ${factors.map(([name, factor]) => `${name} ${formatNumber(factor)}`).join(', ')}.`
            : '') +
          (users.length > 0
            ? ` ${formatList([...new Set(users.map(({ rule }) => rule.name))])} ${users.length === 1 ? 'uses' : 'use'} them.`
            : ''),
        hint: `Move ${connector} to a traces pipeline with the same receivers and without ${formatList(samplers)}.`,
        proposal: { changes: ownPipeline(collector, { connector, pipeline, samplers }), length: 'short' },
        source,
      });
    }
    return found;
  },
};

/** A pipeline of its own for a connector: what is in front of the samplers in the pipeline behind them. */
function ownPipeline(
  collector: AdaptedCollector,
  { connector, pipeline, samplers }: { connector: string; pipeline: string; samplers: readonly string[] },
): Change[] {
  const lists = collector.pipelines[pipeline];
  const first = lists?.processors.findIndex((id) => samplers.includes(id)) ?? -1;
  // Samplers of an earlier pipeline are not in this one.
  if (!lists || first < 0 || lists.exporters.length < 2) return [];
  const own = `traces/${connector.replace('/', '_')}`;
  const processors = lists.processors.slice(0, first);
  return [
    inCollector(collector, {
      op: 'set',
      path: ['service', 'pipelines', own],
      value: { receivers: lists.receivers, ...(processors.length > 0 ? { processors } : {}), exporters: [connector] },
    }),
    inCollector(collector, {
      op: 'remove',
      path: ['service', 'pipelines', pipeline, 'exporters', lists.exporters.indexOf(connector)],
    }),
  ];
}

/** Spans sent, divided by spans counted, for each service. */
async function factorsOf(
  prefix: string,
  { prometheus, timeline, spans = {} }: Inputs['observations'],
): Promise<[string, number][]> {
  const expr = `sum by (service_name) (last_over_time({__name__="${prefix}calls_total"}[${Math.ceil(timeline.end - timeline.start)}ms]))`;
  const counted = await prometheus.query(expr, { time: timeline.end }).catch(() => []);
  return Object.entries(spans).flatMap(([service, sent]): [string, number][] => {
    const value = counted.find(({ labels }) => labels.service_name === service)?.value ?? 0;
    return value > 0 ? [[service, sent / value]] : [];
  });
}
