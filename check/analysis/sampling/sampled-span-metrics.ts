import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { currentType } from '../../inputs/collector/component-types.ts';
import { engineIdOf } from '../collector/component-names.ts';
import { type DerivedMetrics, derivedMetrics } from '../collector/derived-metrics.ts';
import { settingsIn } from '../collector/component-settings.ts';
import { isTracePipeline, pipelinesInto } from './trace-path.ts';

/** A connector that computes metrics from spans which a sampler has left. */
export interface SampledSpanMetrics extends DerivedMetrics {
  connector: string;
  type: string;
  pipeline: string;
  samplers: readonly string[];
  /** The line of the connector among the exporters of the pipeline. */
  source: SourceLine | undefined;
}

const samplerTypes = new Set(['tail_sampling', 'probabilistic_sampler']);
const connectorTypes = new Set(['span_metrics', 'service_graph']);

/** Connectors for span metrics behind a sampler, in the same pipeline or in one that leads to it. */
export function sampledSpanMetrics(collector: AdaptedCollector): SampledSpanMetrics[] {
  const { pipelines, sourceOf } = collector;
  const connectors = settingsIn(collector, 'connectors');
  return Object.entries(pipelines).flatMap(([pipeline, { exporters }]) => {
    if (!isTracePipeline(pipeline)) return [];
    const samplers = samplersOf(collector, pipeline, new Set());
    if (samplers.length === 0) return [];
    return exporters.flatMap((connector, index): SampledSpanMetrics[] => {
      const type = currentType('connectors', typeOf(connector));
      const settings = connectors[engineIdOf(collector, connector)];
      if (!connectorTypes.has(type) || settings === undefined) return [];
      const path = ['service', 'pipelines', pipeline];
      const source = sourceOf([...path, 'exporters', index]) ?? sourceOf([...path, 'exporters']) ?? sourceOf(path);
      return [{ connector, type, pipeline, samplers, source, ...derivedMetrics(type, settings, collector) }];
    });
  });
}

function samplersOf(collector: AdaptedCollector, id: string, seen: Set<string>): string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  const { processors = [] } = collector.pipelines[id] ?? {};
  const before = pipelinesInto(collector, id).flatMap((other) => samplersOf(collector, other, seen));
  return [...before, ...processors.filter((one) => samplerTypes.has(currentType('processors', typeOf(one))))];
}
