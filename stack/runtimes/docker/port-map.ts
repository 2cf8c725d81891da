import type { Endpoints } from '../../components/endpoints.ts';
import { findFreePorts, planPorts, type PortName, type PortPlan } from '../../components/ports.ts';

/** Ports of this machine beside the usual ones; always free ones, and known beforehand: a container that is started again keeps them. */
const controlNames = ['gatewayControl', 'orderControl', 'paymentControl'] as const;

/** Every port of this machine that the containers publish. */
export type PortMap = PortPlan & Record<(typeof controlNames)[number], number>;

export async function portMap(mode: 'default' | 'auto'): Promise<PortMap> {
  const published = await planPorts(mode);
  const used = new Set(Object.values(published));
  const free = (await findFreePorts(controlNames.length + used.size)).filter((port) => !used.has(port));
  const control = Object.fromEntries(controlNames.map((name, index) => [name, free[index] ?? 0]));
  return { ...published, ...control } as PortMap;
}

const variables = {
  gateway: 'GATEWAY',
  otlpGrpc: 'OTLP_GRPC',
  otlpHttp: 'OTLP_HTTP',
  collectorHealth: 'COLLECTOR_HEALTH',
  collectorMetrics: 'COLLECTOR_METRICS',
  jaeger: 'JAEGER',
  prometheus: 'PROMETHEUS',
  loki: 'LOKI',
  grafana: 'GRAFANA',
  gatewayControl: 'GATEWAY_CONTROL',
  orderControl: 'ORDER_CONTROL',
  paymentControl: 'PAYMENT_CONTROL',
} as const satisfies Record<PortName | (typeof controlNames)[number], string>;

/** As docker-compose.yml takes them. */
export function portVariables(ports: PortMap): Record<string, string> {
  const entries = Object.entries(variables) as [keyof PortMap, string][];
  return Object.fromEntries(entries.map(([name, variable]) => [`SANDBOX_PORT_${variable}`, String(ports[name])]));
}

export function endpointsOf(ports: PortMap): Endpoints & { grafana: string } {
  const here = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    gateway: here(ports.gateway),
    collector: {
      otlpGrpc: `127.0.0.1:${ports.otlpGrpc}`,
      otlpHttp: here(ports.otlpHttp),
      health: here(ports.collectorHealth),
      metrics: here(ports.collectorMetrics),
    },
    jaeger: here(ports.jaeger),
    prometheus: here(ports.prometheus),
    loki: here(ports.loki),
    grafana: here(ports.grafana),
    control: {
      gateway: here(ports.gatewayControl),
      order: here(ports.orderControl),
      payment: here(ports.paymentControl),
    },
  };
}
