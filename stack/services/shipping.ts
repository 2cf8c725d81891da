import { defineService } from './service.ts';

export const shipping = defineService({
  name: 'shipping',
  profile: 'all',
  launcher: { kind: 'wasm', role: 'shipping' },
  port: { default: 8083, published: false },
  healthPath: '/health',
  environment: { LEGACY_URL: { urlOf: 'legacy' } },
  dependsOn: [],
  telemetry: { serviceName: 'shipping', language: 'go' },
  color: 'yellow',
  stopOrder: 2,
  // Requests drain for up to 3 s, then telemetry is flushed for up to 2 s.
  shutdownMs: 5000,
});
