import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import {
  entryPoint,
  findService,
  isPublished,
  type PublishedServiceName,
  type ServiceName,
  services,
} from '../services/index.ts';
import { type ControlPortName, controlPortOf, type PortPlan } from './ports.ts';

/**
 * Where a booted stack is reached from this machine: base URLs without a trailing slash, all on 127.0.0.1; each
 * published service that runs by its name.
 */
export interface Endpoints extends Partial<Record<PublishedServiceName, string>> {
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
  /** The control endpoint of each service that runs, where its faults are injected; see services/README.md. */
  control: Partial<Record<ServiceName, string>>;
  /** What the control endpoints require for a change; absent where they require none. */
  controlToken?: string;
}

type EndpointPorts = PortPlan & Record<ControlPortName, number>;

export interface EndpointOptions {
  grafana: boolean;
  /** Those that run. */
  services: readonly ServiceName[];
  controlToken?: string | undefined;
}

/** The endpoints of a stack on these ports. */
export function endpointsOf(
  ports: EndpointPorts,
  { grafana, services: names, controlToken }: EndpointOptions,
): Endpoints {
  const running = services.filter(({ name }) => names.includes(name));
  const published = running.filter(isPublished).map(({ name }) => [name, localUrl(ports[name])]);
  const control = running.map(({ name }) => [name, localUrl(ports[controlPortOf(name)])]);
  return {
    ...(Object.fromEntries(published) as Partial<Record<PublishedServiceName, string>>),
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
    control: Object.fromEntries(control) as Partial<Record<ServiceName, string>>,
    ...defined({ controlToken }),
  };
}

/** The services that run, in the order of the registry. */
export function runningServices({ control }: Pick<Endpoints, 'control'>): readonly ServiceName[] {
  return services.map(({ name }) => name).filter((name) => control[name] !== undefined);
}

/** The `service.name` of each service that runs, in the order of the registry. */
export function telemetryNames(endpoints: Pick<Endpoints, 'control'>): readonly string[] {
  return runningServices(endpoints).map((name) => findService(name)?.telemetry.serviceName ?? name);
}

/**
 * Where requests enter the shop.
 * @throws UserError `services-missing` where its services do not run
 */
export function entryUrl(endpoints: Endpoints): string {
  const url = endpoints[entryPoint.name];
  if (url !== undefined) return url;
  throw new UserError(`The sandbox runs without the service ${entryPoint.name}.`, {
    code: 'services-missing',
    exitCode: ExitCode.usage,
    hint: 'Stop it with `sandbox down`, and start it without --services none.',
  });
}

/** The base URL of a port of this machine. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
