import { defined } from '../../../lib/defined.ts';
import type { AdaptedCollector, Balancing } from '../collector/adapted-collector.ts';
import { typeOf } from '../collector/component-id.ts';
import { currentType } from '../collector/component-types.ts';
import { connectionSettings } from '../collector/connection-settings.ts';
import { at, entriesAt, mapTree, type MapTree, textAt, type Tree, treeOf } from '../collector/tree.ts';
import { gatewayHosts, gatewayService } from './tiers.ts';

/** The second tier, as the exporters of an agent see it. */
export interface GatewayTier {
  collector: Pick<AdaptedCollector, 'receivers'>;
  gateways: number;
  /** Endpoints to which the gateways themselves export: an agent that uses one sends to that backend. */
  backends: ReadonlySet<string>;
  /** Every exporter to the gateways is replaced by `load_balancing` by trace ID, to verify that this helps. */
  balancesTraces?: boolean;
}

/** An exporter for the engine, and how it spreads what it sends. */
export interface GatewayExporter {
  type: 'load_balancing' | 'otlp_grpc' | 'otlp_http';
  body: MapTree;
  balancing: Balancing;
  /** The resolver of `load_balancing` that was replaced by the list of the gateways. */
  resolver?: string;
}

/** An exporter of the agents, pointed at the simulated gateways. Undefined for types that do not send OTLP. */
export function gatewayExporter(id: string, body: Tree | undefined, tier: GatewayTier): GatewayExporter | undefined {
  const type = currentType('exporters', typeOf(id));
  if (type === 'load_balancing') return balanced(tier.balancesTraces === true ? byTrace(body) : body, tier);
  if (type !== 'otlp_grpc' && type !== 'otlp_http') return undefined;
  if (tier.balancesTraces === true) {
    return balanced(mapTree({ protocol: mapTree({ otlp: body }), resolver: treeOf({ dns: {} }) }), tier);
  }
  const { port, grpcPort = port } = receiverOf(tier);
  const target =
    type === 'otlp_grpc'
      ? { endpoint: `${gatewayService}:${grpcPort}`, tls: { insecure: true } }
      : { endpoint: `http://${gatewayService}:${port}` };
  return { type, body: connected(body, { ...target, compression: 'none' }), balancing: { by: 'connection' } };
}

/** A `load_balancing` exporter with the gateways in place of what its resolver would find in a cluster or by DNS. */
function balanced(body: Tree | undefined, tier: GatewayTier): GatewayExporter {
  const { port, grpcPort = port } = receiverOf(tier);
  const hostnames = gatewayHosts(tier).map((host) => `${host}:${grpcPort}`);
  const [resolver] = entriesAt(body, 'resolver').map(([name]) => name);
  const protocol = connected(at(body, 'protocol', 'otlp'), { tls: { insecure: true }, compression: 'none' });
  const made = mapTree(Object.fromEntries(entriesAt(body)));
  made.entries.set('protocol', mapTree({ otlp: protocol }));
  // Without any resolver the Collector rejects the exporter, here too.
  if (resolver !== undefined) made.entries.set('resolver', treeOf({ static: { hostnames } }));
  const key = textAt(body, 'routing_key') ?? 'traceID';
  return { type: 'load_balancing', body: made, balancing: { by: 'key', key }, ...defined({ resolver }) };
}

/** Without a key it balances traces and logs by trace ID; of metrics it would not accept that key. */
function byTrace(body: Tree | undefined): MapTree {
  return mapTree(Object.fromEntries(entriesAt(body).filter(([key]) => !key.startsWith('routing_'))));
}

/** The settings of an OTLP exporter with another connection. A persistent queue needs an extension and a disk. */
function connected(body: Tree | undefined, connection: Readonly<Record<string, unknown>>): MapTree {
  const kept = entriesAt(body).filter(([key]) => !connectionSettings.has(key));
  const made = mapTree(Object.fromEntries(kept));
  for (const [key, value] of Object.entries(connection)) made.entries.set(key, treeOf(value));
  const queue = at(body, 'sending_queue');
  if (queue?.kind === 'map') {
    made.entries.set(
      'sending_queue',
      mapTree(Object.fromEntries([...queue.entries].filter(([key]) => key !== 'storage'))),
    );
  }
  return made;
}

/** The receiver to which the agents send: the one that gets the traffic in a check without agents. */
function receiverOf({ collector: { receivers } }: GatewayTier): { port: number; grpcPort?: number } {
  return receivers.find(({ trafficSignals }) => trafficSignals.length > 0) ?? { port: 4318 };
}
