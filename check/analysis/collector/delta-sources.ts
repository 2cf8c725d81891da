import { parse } from 'yaml';
import { asObject, asString } from '../../../lib/json.ts';
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
  for (const [pipeline, { receivers, processors, exporters }] of pipelines) {
    for (const id of receivers) {
      const settings = asObject(asObject(engine.connectors)[engineIdOf(collector, id)]);
      const isDelta = /DELTA$/.test(asString(settings.aggregation_temporality));
      if (!isDelta || isFixed(processors)) continue;
      found.set(id, {
        ...{ id, section: 'connectors', exporters },
        source:
          collector.sourceOf(['connectors', id, 'aggregation_temporality']) ?? collector.sourceOf(['connectors', id]),
        hint: `Remove aggregation_temporality from ${id}: it is cumulative by default.`,
        changes: [inCollector(collector, { op: 'remove', path: ['connectors', id, 'aggregation_temporality'] })],
        makes: derivedMetrics(currentType('connectors', typeOf(id)), settings, collector).makes,
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
