import { type ControlPortName, controlPortNames, planPorts, type PortPlan } from '../../components/ports.ts';
import { isPublished, type ServiceName, services } from '../../services/index.ts';

/** `postgres` leads to `postgresServer` while it is connected. */
type InternalPortName = 'jaegerOtlp' | 'postgres' | 'postgresServer' | 'redis' | ServiceName | ControlPortName;

/** Ports that only components use among themselves; always free ones. */
const internal: readonly InternalPortName[] = [
  'jaegerOtlp',
  'postgres',
  'postgresServer',
  'redis',
  ...services.filter((service) => !isPublished(service)).map(({ name }) => name),
  ...controlPortNames,
];

/** Every port of the embedded runtime, known before anything starts so that everything can start at once. */
export type PortMap = PortPlan & Record<InternalPortName, number>;

export function portMap(mode: 'default' | 'auto'): Promise<PortMap> {
  return planPorts(mode, { internal, unused: ['grafana'] });
}

/**
 * The host names in the configuration, which are those of the containers, and their addresses on this machine. All
 * other names are resolved as usual.
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
    'legacy:9090': here(ports.legacy),
  };
}
