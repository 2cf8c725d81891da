import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';
import { prometheusName } from './prometheus-names.ts';

/** The type of a metric of the services, by its name in Prometheus; undefined where none of them sends it. */
export function sentType(metric: string, sent: readonly SentMetric[]): 'counter' | 'gauge' | undefined {
  for (const one of sent) {
    const name = prometheusName(one);
    if (one.kind === 'histogram' && metric.startsWith(`${name}_`)) return 'counter';
    // A native histogram has no suffix, and is counted like a counter.
    if (name === metric) return one.kind === 'counter' || one.kind === 'histogram' ? 'counter' : 'gauge';
  }
  return undefined;
}

/** The same; of another product's metric what its name says. */
export function metricType(metric: string, sent: readonly SentMetric[]): 'counter' | 'gauge' | undefined {
  return sentType(metric, sent) ?? (/_(total|count|sum|bucket)$/.test(metric) ? 'counter' : undefined);
}
