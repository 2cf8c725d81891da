import { isPublished, type PublishedServiceName, type ServiceName, services } from '../services/index.ts';
import { type ControlPortName, controlPortOf, type PortPlan } from './ports.ts';

/**
 * Where a booted stack is reached from this machine: base URLs without a trailing slash, all on 127.0.0.1; each
 * published service by its name.
 */
export interface Endpoints extends Record<PublishedServiceName, string> {
  collector: {
    /** `host:port`, for gRPC clients. */
    otlpGrpc: string;
    otlpHttp: string;
    health: string;
    /** The Collector's own metrics, in the Prometheus text format at `/metrics`. */
    metrics: string;
  };
  jaeger: string;
  prometheus: string;
  loki: string;
  /** Not in the embedded runtime. */
  grafana?: string;
  /** The control endpoint of each service, where its faults are injected; see services/README.md. */
  control: Record<ServiceName, string>;
}

type EndpointPorts = PortPlan & Record<ControlPortName, number>;

/** The endpoints of a stack on these ports. */
export function endpointsOf(ports: EndpointPorts, { grafana }: { grafana: boolean }): Endpoints {
  const published = services.filter(isPublished).map(({ name }) => [name, localUrl(ports[name])]);
  const control = services.map(({ name }) => [name, localUrl(ports[controlPortOf(name)])]);
  return {
    ...(Object.fromEntries(published) as Record<PublishedServiceName, string>),
    collector: {
      otlpGrpc: `127.0.0.1:${ports.otlpGrpc}`,
      otlpHttp: localUrl(ports.otlpHttp),
      health: localUrl(ports.collectorHealth),
      metrics: localUrl(ports.collectorMetrics),
    },
    jaeger: localUrl(ports.jaeger),
    prometheus: localUrl(ports.prometheus),
    loki: localUrl(ports.loki),
    ...(grafana ? { grafana: localUrl(ports.grafana) } : {}),
    control: Object.fromEntries(control) as Record<ServiceName, string>,
  };
}

/** The base URL of a port of this machine. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
