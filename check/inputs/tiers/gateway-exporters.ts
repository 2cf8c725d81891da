import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import { typeOf } from '../collector/component-id.ts';
import { currentType } from '../collector/component-types.ts';
import { type Pipeline, signalsOf } from '../collector/pipelines.ts';
import { at, entriesAt, textAt, type Tree } from '../collector/tree.ts';
import { gatewayExporter, type GatewayExporter, type GatewayTier } from './gateway-exporter.ts';

/**
 * The exporters of an agent that send to the gateways, among `ids`. `load_balancing` always does. Of the signals that it
 * does not send, a plain OTLP exporter does, unless its endpoint is a backend: one of the gateways' own, or on another
 * port than OTLP's. If none is left that sends traces, all OTLP exporters of traces do.
 */
export function gatewayExporters(
  tree: Tree,
  pipelines: readonly Pipeline[],
  ids: readonly string[],
  tier: GatewayTier,
): Map<string, GatewayExporter> {
  const bodyOf = (id: string): Tree | undefined => at(tree, 'exporters', id);
  const sends = (id: string): OtlpSignal[] => signalsOf(pipelines, 'exporters', id);
  const typed = (...types: string[]): string[] =>
    ids.filter((id) => types.includes(currentType('exporters', typeOf(id))));
  const balancers = typed('load_balancing');
  const balanced = new Set(balancers.flatMap(sends));
  const plain = typed('otlp_grpc', 'otlp_http').filter((id) => sends(id).some((signal) => !balanced.has(signal)));
  const likely = [...balancers, ...plain.filter((id) => !isBackend(endpointOf(bodyOf(id)), tier))];
  const hasTraces = likely.some((id) => sends(id).includes('traces'));
  const chosen = hasTraces ? likely : [...likely, ...plain.filter((id) => sends(id).includes('traces'))];
  return new Map(
    chosen.flatMap((id) => {
      const made = gatewayExporter(id, bodyOf(id), tier);
      return made ? [[id, made] as const] : [];
    }),
  );
}

/** Its endpoint as written; empty if it has none. */
export function endpointOf(body: Tree | undefined): string {
  const [key] = entriesAt(body)
    .map(([name]) => name)
    .filter((name) => name.endsWith('endpoint'));
  return key === undefined ? '' : (textAt(body, key) ?? '');
}

/** An endpoint without a port, as of a variable that is not set here, may be anything: the gateways. */
function isBackend(endpoint: string, { backends }: GatewayTier): boolean {
  if (backends.has(endpoint)) return true;
  const port = /:(\d+)(?:\/|$)/.exec(endpoint)?.[1];
  return port === undefined ? endpoint.startsWith('https:') : !/^431[78]$/.test(port);
}
