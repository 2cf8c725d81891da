import { defineService } from './service.ts';

export const order = defineService({
  name: 'order',
  profile: 'core',
  launcher: { kind: 'node', main: 'services/order/main' },
  port: { default: 8081, published: false },
  healthPath: '/health',
  environment: {
    PAYMENT_URL: { urlOf: 'payment' },
    DATABASE_URL: { urlOf: 'postgres' },
    INVENTORY_URL: { urlOf: 'inventory' },
    SHIPPING_URL: { urlOf: 'shipping' },
  },
  dependsOn: ['postgres'],
  telemetry: { serviceName: 'order', language: 'nodejs' },
  color: 'magenta',
  stopOrder: 2,
  // Requests drain for up to 3 s, then telemetry is flushed for up to 2 s.
  shutdownMs: 5000,
});
