import type { ServiceName } from './component.ts';

/** Where a booted stack is reached from this machine: base URLs without a trailing slash, all on 127.0.0.1. */
export interface Endpoints {
  gateway: string;
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
  /** Only where there is one: the embedded runtime has none. */
  grafana?: string;
  /** The control endpoint of each service, where its faults are switched; see services/faults. */
  control: Record<ServiceName, string>;
}
