import { defineService } from './service.ts';

/** From before OpenTelemetry: the Collector scrapes its metrics, and it has neither traces nor logs over OTLP. */
export const legacy = defineService({
  name: 'legacy',
  profile: 'all',
  launcher: { kind: 'wasm', role: 'legacy' },
  port: { default: 9090, published: false },
  healthPath: '/health',
  environment: {},
  dependsOn: [],
  telemetry: { serviceName: 'legacy', language: 'go' },
  color: 'magenta',
  stopOrder: 2,
  shutdownMs: 5000,
});
