import type { AdaptedReceiver } from './adapted-collector.ts';
import { idAs, typeOf } from './component-id.ts';
import { currentType, isKnown } from './component-types.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { at, dataOf, entriesAt, mapTree, type MapTree, type Tree, treeOf } from './tree.ts';

/** The port of OTLP over gRPC. Ports for HTTP follow it, further ones for gRPC precede it. */
const firstGrpcPort = 4317;

/** Receivers that pull their data: applications do not send to them. */
const fetching =
  /(metrics|stats|check|query|events|objects|_cluster|creator)$|^(prometheus|prometheus_simple|file_log|journald|windows.*|docker_stats|podman_stats)$/;

/**
 * Replaces each receiver of a pipeline by an OTLP receiver and selects those that get the traffic: for each signal the
 * first OTLP receiver, else the first to which applications send, else the first that contrib has, else the first.
 * Those of a Collector behind agents take gRPC, too.
 * `section` is the `receivers` section for the engine.
 */
export function adaptReceivers(
  tree: Tree,
  pipelines: readonly Pipeline[],
  takenPorts: ReadonlySet<number>,
  { isBehindAgents = false }: { isBehindAgents?: boolean } = {},
): { receivers: AdaptedReceiver[]; section: MapTree; engineIds: Map<string, string> } {
  const ids = [...new Set(pipelines.flatMap((pipeline) => pipeline.receivers))].filter(
    // An undefined receiver is kept, so that the Collector rejects it.
    (id) => !isConnector(tree, id) && at(tree, 'receivers', id) !== undefined,
  );
  const rank = (id: string): number => {
    const type = currentType('receivers', typeOf(id));
    if (type === 'otlp') return 0;
    if (!isKnown('receivers', typeOf(id))) return 3;
    return fetching.test(type) ? 2 : 1;
  };
  const chosen = (['traces', 'metrics', 'logs'] as const).map((signal) => {
    const candidates = ids.filter((id) => signalsOf(pipelines, 'receivers', id).includes(signal));
    return { signal, id: [...candidates].sort((a, b) => rank(a) - rank(b))[0] };
  });
  const taken = new Set(ids.filter((id) => typeOf(id) === 'otlp'));
  const section = mapTree();
  const engineIds = new Map<string, string>();
  let port = firstGrpcPort;
  let grpcPort = firstGrpcPort + 1;
  const receivers = ids.map((id): AdaptedReceiver => {
    do port += 1;
    while (takenPorts.has(port));
    const engineId = typeOf(id) === 'otlp' ? id : idAs('otlp', id, taken);
    taken.add(engineId);
    engineIds.set(id, engineId);
    if (isBehindAgents) grpcPort -= 1;
    const ports = { port, ...(isBehindAgents ? { grpcPort } : {}) };
    section.entries.set(engineId, receiverOn(ports, at(tree, 'receivers', id)));
    return {
      id,
      signals: signalsOf(pipelines, 'receivers', id),
      ...ports,
      trafficSignals: chosen.flatMap((one) => (one.id === id ? [one.signal] : [])),
    };
  });
  return { receivers, section, engineIds };
}

/** Processors may use client metadata if the user's receiver includes it. */
function receiverOn({ port, grpcPort }: Pick<AdaptedReceiver, 'port' | 'grpcPort'>, original: Tree | undefined): Tree {
  const metadata = entriesAt(original, 'protocols').some(([, body]) => dataOf(at(body, 'include_metadata')) === true);
  const on = (each: number): object => ({
    endpoint: `0.0.0.0:${each}`,
    ...(metadata ? { include_metadata: true } : {}),
  });
  return treeOf({ protocols: { http: on(port), ...(grpcPort === undefined ? {} : { grpc: on(grpcPort) }) } });
}
