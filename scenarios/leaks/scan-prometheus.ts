import type { PrometheusApi } from '../../stack/clients/clients.ts';
import type { PlantedSecretSearch } from './planted-secret-search.ts';

/** Searches the values of every label, including metric names, and every exemplar of a time range. */
export async function scanPrometheus(
  prometheus: PrometheusApi,
  window: { start: number; end: number },
  search: PlantedSecretSearch,
  signal?: AbortSignal,
): Promise<void> {
  for (const label of await prometheus.labelNames({ ...window, signal })) {
    const where = `/api/v1/label/${label}/values`;
    for (const value of [label, ...(await prometheus.labelValues(label, { ...window, signal }))]) {
      search.text({ backend: 'prometheus', signal: 'metric', attribute: label, where }, value);
    }
  }
  for (const { seriesLabels, labels } of await prometheus.exemplars('{__name__=~".+"}', { ...window, signal })) {
    const where = `an exemplar of ${seriesLabels.__name__ ?? 'a series'}`;
    for (const [name, value] of Object.entries(labels)) {
      search.text({ backend: 'prometheus', signal: 'exemplar', attribute: name, where }, value);
    }
  }
}
