import { defineService } from './service.ts';

export const gateway = defineService({
  name: 'gateway',
  profile: 'core',
  launcher: { kind: 'node', main: 'services/gateway/main' },
  port: { default: 8080, published: true },
  healthPath: '/health',
  environment: { ORDER_URL: { urlOf: 'order' } },
  dependsOn: [],
  telemetry: { serviceName: 'gateway', language: 'nodejs' },
  page: '/products',
  color: 'cyan',
  stopOrder: 1,
  // Requests drain for up to 3 s, then telemetry is flushed for up to 2 s.
  shutdownMs: 5000,
});
