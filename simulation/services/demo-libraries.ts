import { instruments, scopes } from './instruments.ts';
import type { Libraries } from './libraries.ts';
import * as attributes from './demo-attributes.ts';

/** The instrumentation libraries of the demo services. */
export const demoLibraries: Libraries = {
  server: {
    scope: scopes.http,
    handler: {
      scope: scopes.fastify,
      attributes: ({ method, route }, url, status) => attributes.handler(method, route, url, status),
    },
    attributes: attributes.server,
    metric: instruments.serverDuration,
    metricAttributes: ({ method, route }, status) => attributes.serverMetric(method, route, status),
  },
  client: {
    scope: scopes.undici,
    userAgent: 'node',
    attributes: attributes.client,
    metric: instruments.clientDuration,
    metricAttributes: attributes.clientMetric,
  },
  query: {
    scope: scopes.pg,
    name: ({ operation }) => `pg.query:${operation} ${attributes.database}`,
    attributes: ({ statement }) => attributes.statement(statement),
    metric: instruments.queryDuration,
    metricAttributes: ({ operation }) => attributes.queryMetric(operation),
  },
  log: scopes.pino,
  lineAttributes: (reqId) => ({ reqId }),
  requestLine: ({ method }, url, status, ms) => attributes.requestLine(method, url, status, ms),
};
