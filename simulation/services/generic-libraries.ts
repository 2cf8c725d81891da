import { durationBoundaries } from './instruments.ts';
import type { Instrument } from '../../lib/otlp/writer/records.ts';
import type { Libraries, Statement } from './libraries.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import { attributeCache } from './attribute-cache.ts';
import { urlOf } from './demo-attributes.ts';
import { messagingLibrary } from './messaging-library.ts';
import { rpcLibrary } from './rpc-library.ts';

// Telemetry as the semantic conventions describe it for any SDK. Source: OpenTelemetry semantic conventions 1.x, "HTTP
// spans", "HTTP metrics", "Database client spans", "Database client metrics".

const shared = attributeCache();

const scope = (name: string): { name: string } => ({ name: `opentelemetry.instrumentation.${name}` });
const scopes = { http: scope('http'), database: scope('db') };

const duration = (of: { name: string }, name: string, description: string): Instrument => ({
  scope: of,
  name,
  unit: 's',
  description,
  kind: { boundaries: durationBoundaries },
});
/** The instrumentation libraries of services that a traffic file describes. */
export const genericLibraries: Libraries = {
  server: {
    scope: scopes.http,
    attributes: ({ host, port }, { method, route, path, query, userAgent }, status) => [
      shared(`server ${host}:${port} ${method} ${route} ${status} ${userAgent}`, () => ({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'url.scheme': 'http',
        'server.address': host,
        'server.port': port,
        'network.protocol.version': '1.1',
        ...(userAgent === '' ? {} : { 'user_agent.original': userAgent }),
        ...errorType(status),
      })),
      { 'url.path': path, ...(query === '' ? {} : { 'url.query': query }) },
    ],
    metrics: [
      {
        instrument: duration(scopes.http, 'http.server.request.duration', 'Duration of HTTP server requests.'),
        attributes: ({ method, route }, status) =>
          shared(`server metric ${method} ${route} ${status}`, () => ({
            'http.request.method': method,
            'http.route': route,
            'http.response.status_code': status,
            'url.scheme': 'http',
            'network.protocol.version': '1.1',
            ...errorType(status),
          })),
      },
    ],
  },
  client: {
    scope: scopes.http,
    userAgent: '',
    attributes: (address, { method, path, query }, status, failure) => [
      shared(`client ${address.host}:${address.port} ${method} ${status ?? failure}`, () => ({
        'http.request.method': method,
        'server.address': address.host,
        'server.port': address.port,
        ...outcome(status, failure),
      })),
      { 'url.full': urlOf(address, path, query) },
    ],
    resend: (count) => shared(`resend ${count}`, () => ({ 'http.request.resend_count': count })),
    metrics: [
      {
        instrument: duration(scopes.http, 'http.client.request.duration', 'Duration of HTTP client requests.'),
        attributes: ({ host, port }, { method }, status, failure) =>
          shared(`client metric ${host}:${port} ${method} ${status ?? failure}`, () => ({
            'http.request.method': method,
            'server.address': host,
            'server.port': port,
            ...outcome(status, failure),
          })),
      },
    ],
  },
  rpc: rpcLibrary,
  query: {
    scope: scopes.database,
    name: ({ operation, collection, database }) => `${operation} ${collection ?? database?.namespace ?? ''}`.trimEnd(),
    attributes: (query) =>
      shared(`query ${JSON.stringify(query)}`, () => ({ ...queryOf(query), 'db.query.text': query.statement })),
    metrics: [
      {
        instrument: duration(
          scopes.database,
          'db.client.operation.duration',
          'Duration of database client operations.',
        ),
        attributes: (query) => shared(`query metric ${JSON.stringify(query)}`, () => queryOf(query)),
      },
    ],
  },
  messaging: messagingLibrary,
  log: scope('logging'),
  lineAttributes: () => undefined,
  requestLine: ({ method, route }, url, status, ms) => ({
    'http.request.method': method,
    'http.route': route,
    'url.original': url,
    'http.response.status_code': status,
    duration_ms: Math.round(ms * 1000) / 1000,
  }),
};

function queryOf({ operation, database, collection }: Statement): Attributes {
  return {
    ...(database
      ? {
          'db.system.name': database.system,
          'db.namespace': database.namespace,
          'server.address': database.address.host,
          'server.port': database.address.port,
        }
      : {}),
    ...(collection === undefined ? {} : { 'db.collection.name': collection }),
    'db.operation.name': operation,
  };
}

/** A 4xx is an error of the client, not of the server. */
function errorType(status: number): Attributes {
  return status >= 500 ? { 'error.type': String(status) } : {};
}

function outcome(status: number | undefined, failure: string): Attributes {
  if (status === undefined) return { 'error.type': failure };
  return { 'http.response.status_code': status, ...(status >= 400 ? { 'error.type': String(status) } : {}) };
}
