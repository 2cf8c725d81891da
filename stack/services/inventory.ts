import { defineService } from './service.ts';

export const inventory = defineService({
  name: 'inventory',
  profile: 'all',
  launcher: { kind: 'python', module: 'inventory' },
  port: { default: 8084, published: false },
  healthPath: '/health',
  environment: { DATABASE_URL: { urlOf: 'postgres' }, REDIS_URL: { urlOf: 'redis' } },
  dependsOn: ['postgres', 'redis'],
  telemetry: { serviceName: 'inventory', language: 'python' },
  color: 'green',
  stopOrder: 2,
  // Requests drain for up to 3 s, then telemetry is flushed for up to 2 s.
  shutdownMs: 5000,
});
