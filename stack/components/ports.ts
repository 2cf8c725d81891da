import { isPublished, type PublishedServiceName, type ServiceName, services } from '../services/index.ts';
import type { ComponentName } from './component.ts';
import { findFreePorts, isFree } from './free-ports.ts';

export interface PublishedPort {
  readonly component: ComponentName | 'workbench';
  readonly port: number;
  /** What answers there, for messages. */
  readonly serves: string;
}

const backendPorts = {
  otlpGrpc: { component: 'otel-collector', port: 4317, serves: 'OTLP over gRPC' },
  otlpHttp: { component: 'otel-collector', port: 4318, serves: 'OTLP over HTTP' },
  collectorHealth: { component: 'otel-collector', port: 13133, serves: "the Collector's health" },
  collectorMetrics: { component: 'otel-collector', port: 8888, serves: "the Collector's own metrics" },
  jaeger: { component: 'jaeger', port: 16686, serves: 'Jaeger' },
  prometheus: { component: 'prometheus', port: 9090, serves: 'Prometheus' },
  loki: { component: 'loki', port: 3100, serves: 'Loki' },
  grafana: { component: 'grafana', port: 3000, serves: 'Grafana' },
} as const satisfies Record<string, PublishedPort>;

export type PortName = PublishedServiceName | keyof typeof backendPorts;
export type PortPlan = Record<PortName, number>;

/** The ports of this machine for users and clients, always on 127.0.0.1. */
export const publishedPorts: Readonly<Record<PortName, PublishedPort>> = {
  ...byName(services.filter(isPublished), ({ name, port }) => ({ component: name, port: port.default, serves: name })),
  ...backendPorts,
};

/** The port of the web UI, which the sandbox itself serves. */
export const workbenchPort: PublishedPort = { component: 'workbench', port: 7070, serves: 'the web UI' };

export const publishedPortNames = Object.keys(publishedPorts) as readonly PortName[];

/** The port of a service's control endpoint, as port maps name it. */
export type ControlPortName = `${ServiceName}Control`;
export const controlPortNames: readonly ControlPortName[] = services.map(({ name }) => controlPortOf(name));

export function controlPortOf(service: ServiceName): ControlPortName {
  return `${service}Control`;
}

/**
 * Decides every port before anything starts: `default` takes the published ports, `auto` finds free ones. Ports in
 * `unused` are not searched for. Those in `internal` are always free ones, and differ from the published ones.
 */
export async function planPorts<Internal extends string>(
  mode: 'default' | 'auto',
  { internal, unused = [] }: { internal: readonly Internal[]; unused?: readonly PortName[] },
): Promise<PortPlan & Record<Internal, number>> {
  const usual = new Set(publishedPortNames.map((name) => publishedPorts[name].port));
  const wanted = mode === 'default' ? [] : publishedPortNames.filter((name) => !unused.includes(name));
  const found = await findFreePorts(wanted.length + internal.length + usual.size);
  const free = found.filter((port) => !usual.has(port));
  const take = (names: readonly string[], from: number): Record<string, number> =>
    Object.fromEntries(names.map((name, index) => [name, free[from + index] ?? 0]));
  return {
    ...Object.fromEntries(publishedPortNames.map((name) => [name, publishedPorts[name].port])),
    ...take(wanted, 0),
    ...take(internal, wanted.length),
  } as PortPlan & Record<Internal, number>;
}

/** Those of the ports on which another process listens now; by default of all published ones. */
export async function takenPorts(
  ports: readonly PublishedPort[] = publishedPortNames.map((name) => publishedPorts[name]),
): Promise<PublishedPort[]> {
  const checked = await Promise.all(ports.map(async (one) => ((await isFree(one.port)) ? [] : [one])));
  return checked.flat();
}

function byName<T extends { name: string }, V>(list: readonly T[], value: (one: T) => V): Record<T['name'], V> {
  return Object.fromEntries(list.map((one) => [one.name, value(one)])) as Record<T['name'], V>;
}
