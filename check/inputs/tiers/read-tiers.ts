import { defined } from '../../../lib/defined.ts';
import { UserError } from '../../../lib/errors.ts';
import type { CheckRequest } from '../../request.ts';
import { adaptCollector } from '../collector/adapt-collector.ts';
import type { AdaptedCollector } from '../collector/adapted-collector.ts';
import { fileReader } from '../read-files.ts';
import type { GatewayTier } from './gateway-exporter.ts';
import { defaultGateways, mostGateways, type Tiers } from './tiers.ts';

/**
 * Reads the agents in front of a check's Collector; undefined if there are none.
 * @throws UserError if the files are no configuration, or none of its exporters sends to the gateways; exit code 2.
 */
export function readTiers(
  request: Pick<CheckRequest, 'agent' | 'gateways' | 'env' | 'texts'>,
  collector: AdaptedCollector,
  { balancesTraces = false }: Pick<GatewayTier, 'balancesTraces'> = {},
): Tiers | undefined {
  const { agent: files, env } = request;
  if (files.length === 0) return undefined;
  const gateways = request.gateways ?? gatewaysOf(collector) ?? defaultGateways;
  const backends = new Set(collector.exporters.flatMap(({ endpoint = '' }) => (endpoint === '' ? [] : [endpoint])));
  const agent = adaptCollector({
    files,
    env,
    readFile: fileReader(request),
    ...defined({ gates: collector.gates }),
    next: { collector, gateways, backends, balancesTraces },
  });
  if (agent.exporters.some(({ how }) => how === 'gateways')) return { agent, gateways };
  throw new UserError(`No exporter of ${files.join(', ')} sends to the gateways.`, {
    code: 'bad-agent-file',
    hint: 'The agents need a load_balancing or an OTLP exporter to the gateways. Without it, check both files one by one.',
  });
}

/** As many gateways as their manifest starts; those of an autoscaler differ from one as soon as there are two. */
function gatewaysOf({ replicas }: Pick<AdaptedCollector, 'replicas'>): number | undefined {
  return replicas?.number.of === 'count' ? Math.min(Math.max(replicas.number.count, 1), mostGateways) : undefined;
}
