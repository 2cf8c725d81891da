import type { AdaptedCollector, PolicySource } from '../../inputs/collector/adapted-collector.ts';
import type { Replicas } from '../../inputs/collector/manifests/replicas.ts';
import type { Tiers } from '../../inputs/tiers/tiers.ts';

/** Several Collectors with tail samplers. A check without agents simulates one of them. */
export interface UnbalancedReplicas {
  replicas: Replicas;
  samplers: AdaptedCollector['samplers'];
}

/** Undefined where one Collector has all spans of a trace, where agents in front are simulated, or where every part gets the same decision. */
export function unbalancedReplicas({
  tiers,
  collector: { replicas, samplers },
}: {
  tiers?: Tiers | undefined;
  collector: Pick<AdaptedCollector, 'replicas' | 'samplers'>;
}): UnbalancedReplicas | undefined {
  if (tiers || !replicas || isOne(replicas)) return undefined;
  const affected = samplers.filter(({ policies }) => !policies.every(decidesByTraceId));
  return affected.length === 0 ? undefined : { replicas, samplers: affected };
}

function isOne({ number }: Replicas): boolean {
  return 'count' in number && number.count < 2;
}

const byTraceId: ReadonlySet<string> = new Set(['always_sample', 'probabilistic']);

function decidesByTraceId({ type }: PolicySource): boolean {
  return byTraceId.has(type);
}
