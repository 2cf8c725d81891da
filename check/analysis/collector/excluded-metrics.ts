import { asArray, asObject, asString } from '../../../lib/json.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import { currentType } from '../../inputs/collector/component-types.ts';
import { baseName, labelName } from '../rules/prometheus-names.ts';
import { settingsOf } from './component-settings.ts';
import { derivedMetrics } from './derived-metrics.ts';

interface Place {
  id: string;
  source: SourceLine | undefined;
}

/** The first filter of a metrics pipeline that keeps only the metrics which it includes, in its older form. */
export function allowListOf(collector: AdaptedCollector): Place | undefined {
  const id = idsOf(collector, 'processors').find(
    (one) =>
      currentType('processors', typeOf(one)) === 'filter' &&
      'include' in asObject(settingsOf(collector, 'processors', one).metrics),
  );
  return id === undefined ? undefined : { id, source: collector.sourceOf(['processors', id]) };
}

/** The connector that leaves a dimension out of the span metrics with a name in Prometheus. */
export function excludedDimension(
  collector: AdaptedCollector,
  metric: string,
  label: string,
): (Place & { dimension: string }) | undefined {
  for (const id of idsOf(collector, 'receivers')) {
    if (currentType('connectors', typeOf(id)) !== 'span_metrics') continue;
    const settings = settingsOf(collector, 'connectors', id);
    if (!derivedMetrics('span_metrics', settings, collector).makes(baseName(metric))) continue;
    const dimension = asArray(settings.exclude_dimensions)
      .map(asString)
      .find((name) => labelName(name) === label);
    const path = ['connectors', id];
    if (dimension !== undefined)
      return { id, dimension, source: collector.sourceOf([...path, 'exclude_dimensions']) ?? collector.sourceOf(path) };
  }
  return undefined;
}

/** The components of all metrics pipelines, each once. */
function idsOf({ pipelines }: AdaptedCollector, section: 'receivers' | 'processors'): string[] {
  const metrics = Object.entries(pipelines).filter(([id]) => typeOf(id) === 'metrics');
  return [...new Set(metrics.flatMap(([, pipeline]) => pipeline[section]))];
}
