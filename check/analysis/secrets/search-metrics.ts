import type { PrometheusApi } from '../../../stack/clients/clients.ts';
import type { AdaptedExporter } from '../../inputs/collector/adapted-collector.ts';
import type { LeakSearch } from './leak-search.ts';

/**
 * Searches the labels in Prometheus, for exporters of metrics that are not captured: what they write or expose for
 * scraping appears only there. Metrics of captured exporters are found a second time.
 */
export async function searchMetrics(
  search: LeakSearch,
  prometheus: PrometheusApi,
  exporters: readonly AdaptedExporter[],
  window: { start: number; end: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const [exporter] = exporters.filter(({ how }) => how !== 'captured');
  if (!exporter) return;
  for (const label of await prometheus.labelNames(window)) {
    for (const value of await prometheus.labelValues(label, window)) {
      search.searchText(exporter.id, 'metrics', 'metric label', label, value);
    }
  }
}
