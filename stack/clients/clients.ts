import { defined } from '../../lib/defined.ts';
import { entryPoint, type ServiceName } from '../services/index.ts';
import { UserError } from '../../lib/errors.ts';
import { type Endpoints, entryUrl } from '../components/endpoints.ts';
import { FaultLeases } from './fault-leases.ts';
import { CollectorClient } from './collector.ts';
import { request } from './http.ts';
import { type JaegerApi, JaegerClient } from './jaeger.ts';
import { type LokiApi, LokiClient } from './loki.ts';
import { type OtlpApi, OtlpClient } from './otlp.ts';
import { PrometheusClient } from './prometheus.ts';
import { ServiceFaultsClient } from './service-faults.ts';

type Public<T> = Pick<T, keyof T>;
export type { JaegerApi, LokiApi, OtlpApi };
export type PrometheusApi = Public<PrometheusClient>;
export type CollectorApi = Public<CollectorClient>;
export type FaultsApi = Public<ServiceFaultsClient>;

/** Through what a run asks the stack: its public HTTP APIs, the same that people use. */
export interface Clients {
  prometheus: PrometheusApi;
  jaeger: JaegerApi;
  loki: LokiApi;
  collector: CollectorApi;
  /** The Collector's receiver, for telemetry that the run makes itself. */
  otlp: OtlpApi;
  faults: (service: ServiceName) => FaultsApi;
  /** Asks the health path of the service where requests enter; rejects unless it answers with 2xx within `timeoutMs`. */
  health: (signal?: AbortSignal, timeoutMs?: number) => Promise<unknown>;
}

export function clientsOf(endpoints: Endpoints): Clients {
  const leases = new FaultLeases();
  return {
    prometheus: new PrometheusClient(endpoints.prometheus),
    jaeger: new JaegerClient(endpoints.jaeger),
    loki: new LokiClient(endpoints.loki),
    collector: new CollectorClient(endpoints.collector.metrics),
    otlp: new OtlpClient(endpoints.collector.otlpHttp),
    faults: (service) => new ServiceFaultsClient(controlOf(endpoints, service), endpoints.controlToken, leases),
    health: (signal, timeoutMs) =>
      request(`${entryUrl(endpoints)}${entryPoint.healthPath}`, { signal, ...defined({ timeoutMs }) }),
  };
}

function controlOf({ control }: Endpoints, service: ServiceName): string {
  const url = control[service];
  if (url !== undefined) return url;
  throw new UserError(`The service ${service} does not run in this sandbox.`, { code: 'services-missing' });
}
