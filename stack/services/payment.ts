import { defineService } from './service.ts';

export const payment = defineService({
  name: 'payment',
  profile: 'core',
  launcher: { kind: 'node', main: 'services/payment/main' },
  port: { default: 8082, published: false },
  healthPath: '/health',
  environment: {},
  dependsOn: [],
  telemetry: { serviceName: 'payment', language: 'nodejs' },
  color: 'blue',
  stopOrder: 2,
  // Requests drain for up to 3 s, then telemetry is flushed for up to 2 s.
  shutdownMs: 5000,
});
