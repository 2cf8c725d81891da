import { instruments, scopes } from './instruments.ts';
import type { Libraries } from './libraries.ts';
import * as texts from './telemetry-texts.ts';

/** What the demo services are instrumented with. */
export const demoLibraries: Libraries = {
  server: {
    scope: scopes.http,
    handler: {
      scope: scopes.fastify,
      attributes: ({ method, route }, url, status) => texts.handler(method, route, url, status),
    },
    attributes: texts.server,
    metric: instruments.serverDuration,
    metricAttributes: ({ method, route }, status) => texts.serverMetric(method, route, status),
  },
  client: {
    scope: scopes.undici,
    userAgent: 'node',
    attributes: texts.client,
    metric: instruments.clientDuration,
    metricAttributes: texts.clientMetric,
  },
  query: {
    scope: scopes.pg,
    name: ({ operation }) => `pg.query:${operation} ${texts.database}`,
    attributes: ({ statement }) => texts.statement(statement),
    metric: instruments.queryDuration,
    metricAttributes: ({ operation }) => texts.queryMetric(operation),
  },
  log: scopes.pino,
  lineAttributes: (reqId) => ({ reqId }),
  requestLine: ({ method }, url, status, ms) => texts.requestLine(method, url, status, ms),
};
