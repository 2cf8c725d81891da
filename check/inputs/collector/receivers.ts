import type { Finding } from '../../../lib/events/finding.ts';
import type { AdaptedReceiver } from './adapted-collector.ts';
import { idAs, typeOf } from './component-id.ts';
import { currentType } from './component-types.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { at, dataOf, entriesAt, mapTree, type MapTree, sourceAt, type Tree, treeOf } from './tree.ts';

/** Receivers that fetch what they receive: applications do not send to them. */
const fetching =
  /(metrics|stats|check|query|events|objects|_cluster|creator)$|^(prometheus|prometheus_simple|file_log|journald|windows.*|docker_stats|podman_stats)$/;

/**
 * Replaces each receiver of a pipeline by an OTLP receiver. Traffic of a signal is sent to the first OTLP receiver,
 * otherwise to the first that applications send to, otherwise to the first. `section` is the `receivers` section for
 * the engine.
 */
export function adaptReceivers(
  tree: Tree,
  pipelines: readonly Pipeline[],
  takenPorts: ReadonlySet<number>,
): { receivers: AdaptedReceiver[]; section: MapTree; engineIds: Map<string, string> } {
  const ids = [...new Set(pipelines.flatMap((pipeline) => pipeline.receivers))].filter(
    // What is not defined stays as it is, for the Collector to refuse.
    (id) => !isConnector(tree, id) && at(tree, 'receivers', id) !== undefined,
  );
  const rank = (id: string): number => {
    const type = currentType('receivers', typeOf(id));
    return type === 'otlp' ? 0 : fetching.test(type) ? 2 : 1;
  };
  const chosen = (['traces', 'metrics', 'logs'] as const).map((signal) => {
    const candidates = ids.filter((id) => signalsOf(pipelines, 'receivers', id).includes(signal));
    return { signal, id: [...candidates].sort((a, b) => rank(a) - rank(b))[0] };
  });
  const taken = new Set(ids.filter((id) => typeOf(id) === 'otlp'));
  const section = mapTree();
  const engineIds = new Map<string, string>();
  let port = 4317;
  const receivers = ids.map((id): AdaptedReceiver => {
    do port += 1;
    while (takenPorts.has(port));
    const engineId = typeOf(id) === 'otlp' ? id : idAs('otlp', id, taken);
    taken.add(engineId);
    engineIds.set(id, engineId);
    section.entries.set(engineId, receiverOn(port, at(tree, 'receivers', id)));
    return {
      id,
      signals: signalsOf(pipelines, 'receivers', id),
      port,
      trafficSignals: chosen.flatMap((one) => (one.id === id ? [one.signal] : [])),
    };
  });
  return { receivers, section, engineIds };
}

/** Processors may use what a client sent along, where the person's receiver hands it on. */
function receiverOn(port: number, original: Tree | undefined): Tree {
  const metadata = entriesAt(original, 'protocols').some(([, body]) => dataOf(at(body, 'include_metadata')) === true);
  const http = { endpoint: `0.0.0.0:${port}`, ...(metadata ? { include_metadata: true } : {}) };
  return treeOf({ protocols: { http } });
}

/** Receivers to which no traffic is sent, as one finding for those of the same signals. */
export function idleReceivers(tree: Tree, receivers: readonly AdaptedReceiver[]): Finding[] {
  const idle = receivers.filter(({ trafficSignals }) => trafficSignals.length === 0);
  const bySignals = new Map<string, AdaptedReceiver[]>();
  for (const receiver of idle) {
    const key = receiver.signals.join(' and ');
    bySignals.set(key, [...(bySignals.get(key) ?? []), receiver]);
  }
  return Array.from(bySignals, ([signals, sameSignals]): Finding => {
    const source = sourceAt(tree, ['receivers', sameSignals[0]?.id ?? '']);
    const others = receivers.filter((other) =>
      other.trafficSignals.some((signal) => sameSignals[0]?.signals.includes(signal)),
    );
    const ids = sameSignals.map(({ id }) => id);
    const several = ids.length > 1;
    return {
      kind: 'receiver-idle',
      severity: 'note',
      subject: ids.join(', '),
      message: `The receiver${several ? 's' : ''} ${ids.join(', ')} ${several ? 'get' : 'gets'} no traffic in this check.`,
      why: `${signals} are sent to ${others.map((other) => other.id).join(' and ')}.`,
      ...(source ? { source } : {}),
      evidence: [],
    };
  });
}
