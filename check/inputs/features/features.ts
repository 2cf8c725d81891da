import { readGates } from './collector-gates.ts';
import type { FeatureList, Features } from './feature-list.ts';
import { readPrometheusFeatures } from './prometheus-features.ts';

/** @throws UserError for what the Collector or Prometheus rejects; exit code 2. */
export function readFeatures(
  enableFeature: readonly FeatureList[] = [],
  featureGates: readonly FeatureList[] = [],
): Features {
  const { enabled, notices } = readPrometheusFeatures(enableFeature);
  const collector = readGates(featureGates);
  return { enabled, gates: collector.gates, notices: [...notices, ...collector.notices] };
}
