import type { AdaptedExporter } from './adapted-collector.ts';
import type { CollectorNotice } from '../notice.ts';
import { endpointOf, gatewayExporters } from '../tiers/gateway-exporters.ts';
import type { GatewayTier } from '../tiers/gateway-exporter.ts';
import { idAs, typeOf } from './component-id.ts';
import { connectionSettings } from './connection-settings.ts';
import { currentType, engineType } from './component-types.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { at, entriesAt, mapTree, type MapTree, sourceAt, textAt, type Tree, treeOf } from './tree.ts';

/** The settings that are kept of any exporter: queueing and retries. */
const kept = ['sending_queue', 'retry_on_failure', 'timeout'];
/** Types that send nothing to a backend. */
const withoutBackend: readonly string[] = ['debug', 'nop'];
const prometheusWrite = 'http://prometheus:9090/api/v1/write';

/** `add_metric_suffixes`, which the Collector ignores by default. The check does what the user means, and reports it. */
const suffixGate = {
  name: 'exporter.prometheusexporter.DisableAddMetricSuffixes',
  instead: 'UnderscoreEscapingWithoutSuffixes',
  isOn: (gates: readonly string[]) => !gates.includes(`-${suffixGate.name}`),
  isMeant: (body: Tree | undefined) =>
    textAt(body, 'add_metric_suffixes') === 'false' && textAt(body, 'translation_strategy') === undefined,
  notice: (tree: Tree, id: string): CollectorNotice => {
    const path = ['exporters', id, 'add_metric_suffixes'];
    const { name: gate, instead: value } = suffixGate;
    return { type: 'gated-setting', id, path, gate, key: 'translation_strategy', value, source: sourceAt(tree, path) };
  },
};

export interface AdaptedExporters {
  exporters: AdaptedExporter[];
  /** The `exporters` section for the engine. */
  section: MapTree;
  /** The engine's ids by the user's ids, including those of `withoutBackend`. */
  engineIds: Map<string, string>;
  notices: CollectorNotice[];
}

/**
 * Replaces each exporter of a pipeline by one whose data is captured, or that Prometheus receives. Those of an agent that
 * send to the gateways of the next tier do so in the simulation.
 */
export function adaptExporters(
  tree: Tree,
  pipelines: readonly Pipeline[],
  { next, gates = [] }: { next?: GatewayTier; gates?: readonly string[] } = {},
): AdaptedExporters {
  const ids = [...new Set(pipelines.flatMap((pipeline) => pipeline.exporters))].filter(
    (id) => !isConnector(tree, id) && at(tree, 'exporters', id) !== undefined,
  );
  const section = mapTree();
  const engineIds = new Map<string, string>();
  const exporters: AdaptedExporter[] = [];
  const notices: CollectorNotice[] = [];
  const toGateways = next ? gatewayExporters(tree, pipelines, ids, next) : new Map<string, never>();
  const taken = new Set(ids.filter((id) => ['otlp_http', 'nop', 'prometheus'].includes(typeOf(id))));
  const ports = new Set([ownMetricsPort]);
  for (const id of ids) {
    const body = at(tree, 'exporters', id);
    const type = currentType('exporters', typeOf(id));
    const put = (engineId: string, made: Tree): void => {
      taken.add(engineId);
      engineIds.set(id, engineId);
      section.entries.set(engineId, made);
    };
    const as = (other: string): string => (typeOf(id) === other ? id : idAs(other, id, taken));
    const signals = signalsOf(pipelines, 'exporters', id);
    const toGateway = toGateways.get(id);
    if (toGateway) {
      put(toGateway.type === type ? id : as(toGateway.type), toGateway.body);
      exporters.push({ id, signals, how: 'gateways', balancing: toGateway.balancing });
      const { resolver } = toGateway;
      const source = sourceAt(tree, ['exporters', id, 'resolver', resolver ?? '']);
      if (resolver !== undefined) notices.push({ type: 'fixed-resolver', id, resolver, source });
    } else if (withoutBackend.includes(type)) {
      put(as('nop'), treeOf(null));
    } else if (type === 'prometheus') {
      const port = freePort(textAt(body, 'endpoint'), ports);
      ports.add(port);
      const endpoint = treeOf(`0.0.0.0:${port}`);
      const isReplaced = suffixGate.isOn(gates) && suffixGate.isMeant(body);
      const names = isReplaced ? { translation_strategy: treeOf(suffixGate.instead) } : {};
      put(id, without(body, ['tls', 'auth', 'cors', 'middlewares', 'endpoint'], { endpoint, ...names }));
      if (isReplaced) notices.push(suffixGate.notice(tree, id));
      exporters.push({ id, signals, how: 'scraped', port });
    } else if (type === 'prometheus_remote_write' && engineType('exporters', type) !== undefined) {
      const endpoint = treeOf(prometheusWrite);
      put(id, without(body, ['tls', 'auth', 'headers', 'wal', 'proxy_url', 'middlewares', 'endpoint'], { endpoint }));
      exporters.push({ id, signals, how: 'remote-write' });
    } else {
      const host = `capture-${next ? 'agent-' : ''}${exporters.length + 1}`;
      put(as('otlp_http'), captured(type, body, host));
      exporters.push({ id, signals, how: 'captured', host, endpoint: endpointOf(body) });
    }
  }
  const duplicates = duplicateExporters(pipelines, exporters);
  return {
    exporters: exporters.map((one) => (duplicates.has(one.id) ? { ...one, isDuplicate: true } : one)),
    section,
    engineIds,
    notices,
  };
}

/** The captured exporters that get metrics only from receivers whose metrics Prometheus has from another exporter. */
function duplicateExporters(pipelines: readonly Pipeline[], exporters: readonly AdaptedExporter[]): Set<string> {
  const own = new Set(exporters.flatMap(({ id, how }) => (how === 'scraped' || how === 'remote-write' ? [id] : [])));
  const ofMetrics = pipelines.filter(({ signal }) => signal === 'metrics');
  const received = new Set(
    ofMetrics.flatMap((pipeline) => (pipeline.exporters.some((id) => own.has(id)) ? pipeline.receivers : [])),
  );
  const captured = exporters.filter(({ how }) => how === 'captured').map(({ id }) => id);
  const duplicates = captured.filter((id) => {
    const to = ofMetrics.filter((pipeline) => pipeline.exporters.includes(id));
    return to.length > 0 && to.every(({ receivers }) => receivers.every((receiver) => received.has(receiver)));
  });
  return new Set(duplicates);
}

export const ownMetricsPort = 8888;

function captured(type: string, body: Tree | undefined, host: string): MapTree {
  const isOtlp = type === 'otlp_grpc' || type === 'otlp_http';
  // An OTLP exporter without any endpoint gets none, so that the engine rejects it as the user's Collector would.
  const hasEndpoint = !isOtlp || entriesAt(body).some(([key]) => key.endsWith('endpoint'));
  const made = mapTree({ compression: treeOf('none') });
  if (hasEndpoint) made.entries.set('endpoint', treeOf(`http://${host}:4318`));
  for (const [key, value] of entriesAt(body)) {
    if (isOtlp ? connectionSettings.has(key) : !kept.includes(key)) continue;
    // A persistent queue needs an extension and a disk.
    made.entries.set(key, key === 'sending_queue' ? without(value, ['storage']) : value);
  }
  return made;
}

/** A mapping without some of its keys, and with others; any other value is kept, so that the Collector rejects it. */
function without(tree: Tree | undefined, keys: readonly string[], added: Readonly<Record<string, Tree>> = {}): Tree {
  if (tree?.kind !== 'map') return Object.keys(added).length === 0 ? (tree ?? treeOf(null)) : mapTree(added);
  const rest = [...tree.entries].filter(([key]) => !keys.includes(key));
  return { ...tree, entries: new Map([...Object.entries(added), ...rest]) };
}

function freePort(endpoint: string | undefined, taken: ReadonlySet<number>): number {
  let port = Number(/:(\d+)$/.exec(endpoint ?? '')?.[1] ?? 8889);
  while (taken.has(port)) port += 1;
  return port;
}
