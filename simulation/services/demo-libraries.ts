import { instruments, scopes } from './instruments.ts';
import type { Libraries } from './libraries.ts';
import * as attributes from './demo-attributes.ts';
import { messagingLibrary } from './messaging-library.ts';
import { rpcLibrary } from './rpc-library.ts';

/** The instrumentation libraries of the demo services. */
export const demoLibraries: Libraries = {
  server: {
    scope: scopes.http,
    handler: {
      scope: scopes.fastify,
      attributes: ({ method, route }, url, status) => attributes.handler(method, route, url, status),
    },
    attributes: attributes.server,
    metrics: [
      {
        instrument: instruments.serverDuration,
        attributes: ({ method, route }, status) => attributes.serverMetric(method, route, status),
      },
    ],
  },
  client: {
    scope: scopes.undici,
    userAgent: 'node',
    attributes: attributes.client,
    // undici sends no request again.
    resend: () => ({}),
    metrics: [
      {
        instrument: instruments.clientDuration,
        attributes: (address, { method }, status, failure) => attributes.clientMetric(address, method, status, failure),
      },
    ],
  },
  rpc: rpcLibrary,
  query: {
    scope: scopes.pg,
    name: ({ operation }) => `pg.query:${operation} ${attributes.database}`,
    attributes: ({ statement }) => attributes.statement(statement),
    metrics: [
      { instrument: instruments.queryDuration, attributes: ({ operation }) => attributes.queryMetric(operation) },
    ],
  },
  messaging: messagingLibrary,
  log: scopes.pino,
  lineAttributes: (reqId) => ({ reqId }),
  requestLine: ({ method }, url, status, ms) => attributes.requestLine(method, url, status, ms),
};
