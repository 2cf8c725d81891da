import { parse } from 'yaml';
import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';
import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { currentType } from '../../inputs/collector/component-types.ts';
import { engineIdOf } from './component-names.ts';
import { derivedMetrics } from './derived-metrics.ts';

/** A component that produces metrics of delta temporality, in a pipeline without delta_to_cumulative behind it. */
export interface DeltaSource {
  id: string;
  /** `connectors` or `processors`. */
  section: string;
  source: SourceLine | undefined;
  hint: string;
  changes: readonly Change[];
  /** The exporters that get its metrics. */
  exporters: readonly string[];
  /** Whether a missing metric is one of those. */
  makes: (metric: string, kind: SentMetric['kind'] | undefined) => boolean;
}

export function deltaSources(collector: AdaptedCollector): DeltaSource[] {
  const engine = asObject(parse(collector.text));
  const elsewhere = new Set(collector.exporters.flatMap(({ id, isDuplicate }) => (isDuplicate ? [id] : [])));
  const pipelines = Object.entries(collector.pipelines).filter(
    ([id, { exporters }]) => typeOf(id) === 'metrics' && !exporters.every((exporter) => elsewhere.has(exporter)),
  );
  const isFixed = (ids: readonly string[]): boolean =>
    ids.some((id) => /^(delta_to_cumulative|delta_to_rate)$/.test(currentType('processors', typeOf(id))));
  const found = new Map<string, DeltaSource>();
  const scraped = new Set(collector.exporters.flatMap(({ id, how }) => (how === 'scraped' ? [id] : [])));
  for (const [pipeline, { receivers, processors, exporters }] of pipelines) {
    // A Prometheus exporter adds the differences up.
    const isSummed = exporters.every((exporter) => scraped.has(exporter) || elsewhere.has(exporter));
    for (const id of isFixed(processors) ? [] : receivers) {
      const type = currentType('connectors', typeOf(id));
      const settings = asObject(asObject(engine.connectors)[engineIdOf(collector, id)]);
      const made = isSummed ? undefined : alwaysDelta.get(type)?.(settings);
      if (made) {
        found.set(id, {
          ...{ id, section: 'connectors', exporters },
          source: collector.sourceOf(['connectors', id]),
          hint: `Add the processor delta_to_cumulative to the pipeline ${pipeline}.`,
          changes: addCumulative(collector, pipeline),
          makes: (metric) => made.some((name) => metric.startsWith(name.replaceAll(/\W+/g, '_'))),
        });
      }
      if (!/DELTA$/.test(asString(settings.aggregation_temporality))) continue;
      found.set(id, {
        ...{ id, section: 'connectors', exporters },
        source:
          collector.sourceOf(['connectors', id, 'aggregation_temporality']) ?? collector.sourceOf(['connectors', id]),
        hint: `Remove aggregation_temporality from ${id}: it is cumulative by default.`,
        changes: [inCollector(collector, { op: 'remove', path: ['connectors', id, 'aggregation_temporality'] })],
        makes: derivedMetrics(type, settings, collector).makes,
      });
    }
    for (const [index, id] of processors.entries()) {
      if (currentType('processors', typeOf(id)) !== 'cumulative_to_delta' || isFixed(processors.slice(index))) continue;
      found.set(id, {
        ...{ id, section: 'processors', exporters },
        source: collector.sourceOf(['processors', id]),
        hint: `Remove ${id} from the pipeline ${pipeline}.`,
        changes: [
          inCollector(collector, { op: 'remove', path: ['service', 'pipelines', pipeline, 'processors', index] }),
        ],
        makes: (_, kind) => kind === 'counter' || kind === 'histogram',
      });
    }
  }
  return [...found.values()];
}

/** The connectors whose metrics are delta whatever their settings, and the names of these metrics. */
const alwaysDelta = new Map<string, (settings: JsonObject) => string[]>([
  [
    'count',
    (settings) => {
      const own = Object.values(settings).flatMap((metrics) => Object.keys(asObject(metrics)));
      return own.length > 0 ? own : ['trace.span.', 'metric.', 'log.record.count'];
    },
  ],
  [
    'signal_to_metrics',
    (settings) =>
      Object.values(settings).flatMap((metrics) => asArray(metrics).map((one) => asString(asObject(one).name))),
  ],
]);

const cumulative = 'delta_to_cumulative';

/** The changes that put a delta_to_cumulative processor at the end of a pipeline. */
function addCumulative(collector: AdaptedCollector, pipeline: string): Change[] {
  const isDefined = Object.values(collector.pipelines).some(({ processors }) => processors.includes(cumulative));
  const path = ['service', 'pipelines', pipeline, 'processors'];
  const hasProcessors = (collector.pipelines[pipeline]?.processors.length ?? 0) > 0;
  return [
    ...(isDefined ? [] : [inCollector(collector, { op: 'set', path: ['processors', cumulative], value: {} })]),
    inCollector(
      collector,
      hasProcessors ? { op: 'add', path, value: cumulative } : { op: 'set', path, value: [cumulative] },
    ),
  ];
}
