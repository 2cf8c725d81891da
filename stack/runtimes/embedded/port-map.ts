import { findFreePorts, planPorts, type PortPlan } from '../../components/ports.ts';

/** Ports that only components use among themselves; always free ones. `postgres` leads to `postgresServer` while it is connected. */
const internalNames = [
  'jaegerOtlp',
  'postgres',
  'postgresServer',
  'order',
  'payment',
  'gatewayControl',
  'orderControl',
  'paymentControl',
] as const;

/** Every port of the embedded runtime, known before anything starts so that everything can start at once. */
export type PortMap = PortPlan & Record<(typeof internalNames)[number], number>;

export async function portMap(mode: 'default' | 'auto'): Promise<PortMap> {
  const published = await planPorts(mode, ['grafana']);
  const used = new Set(Object.values(published));
  const free = (await findFreePorts(internalNames.length + used.size)).filter((port) => !used.has(port));
  const internal = Object.fromEntries(internalNames.map((name, index) => [name, free[index] ?? 0]));
  return { ...published, ...internal } as PortMap;
}

/**
 * The host names of the configuration, which are those of the containers, and where they are here. Whatever else a configuration
 * names is looked up as usual.
 */
export function hostMap(ports: PortMap): Record<string, string> {
  const here = (port: number): string => `127.0.0.1:${port}`;
  return {
    'otel-collector:4317': here(ports.otlpGrpc),
    'otel-collector:4318': here(ports.otlpHttp),
    'otel-collector:8888': here(ports.collectorMetrics),
    'otel-collector:13133': here(ports.collectorHealth),
    'jaeger:4318': here(ports.jaegerOtlp),
    'jaeger:16686': here(ports.jaeger),
    'prometheus:9090': here(ports.prometheus),
    'loki:3100': here(ports.loki),
  };
}
