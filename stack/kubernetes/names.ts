/** Names that the manifests and the generated configuration have in common. */
export const agentName = 'otel-agent';
export const gatewayName = 'otel-gateway';
/** Resolves to the pods themselves: what `load_balancing` and the scrape of the Collector's metrics need. */
export const headless = (name: string): string => `${name}-headless`;
/** The services send here, as in every runtime; in Kubernetes it is the agent of their node. */
export const collectorService = 'otel-collector';

export const otlpPorts = { 'otlp-grpc': 4317, 'otlp-http': 4318 } as const;
export const collectorPorts = { ...otlpPorts, health: 13133, metrics: 8888 } as const;
export const backendPorts = {
  jaeger: { query: 16686, 'otlp-grpc': 4317, 'otlp-http': 4318 },
  prometheus: { http: 9090 },
  loki: { http: 3100 },
  grafana: { http: 3000 },
  postgres: { postgres: 5432 },
  redis: { redis: 6379 },
} as const;
