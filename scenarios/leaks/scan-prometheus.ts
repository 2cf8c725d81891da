import type { PrometheusApi } from '../../stack/clients/clients.ts';
import type { LeakSearch } from './search.ts';

/** Looks through the values of every label, metric names among them, and through every exemplar of a window. */
export async function scanPrometheus(
  prometheus: PrometheusApi,
  window: { start: number; end: number },
  search: LeakSearch,
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
