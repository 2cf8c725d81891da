import type { Address } from './libraries.ts';
import type { Attributes } from '../../lib/otlp/writer/attributes.ts';
import type { IncomingRequest } from './request.ts';
import { attributeCache } from './attribute-cache.ts';

// The attributes that the instrumentations of the demo services write. A `status` is undefined if no response came;
// `failure` is then the reason. Attributes that many requests share are one object, which is encoded only once.

export const database = 'sandbox';
const databaseServer = { 'server.address': '127.0.0.1', 'server.port': 5432 };
/** Client ports. There are few because connections are reused. */
const callerPorts = [51_710, 51_718, 51_724, 51_730];

const shared = attributeCache();

export function server(
  { host, port }: Address,
  { method, route, path, query, userAgent, at }: IncomingRequest,
  status: number,
): Attributes[] {
  const callerPort = callerPorts[Math.floor(at) % callerPorts.length] ?? 0;
  const before = shared(`server ${method} ${host} ${callerPort} ${userAgent}`, () => ({
    'http.request.method': method,
    'url.scheme': 'http',
    'server.address': host,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': callerPort,
    'network.protocol.version': '1.1',
    'user_agent.original': userAgent,
  }));
  const after = shared(`server ${port} ${status} ${route}`, () => ({
    'client.address': '127.0.0.1',
    'server.port': port,
    'http.response.status_code': status,
    'http.route': route,
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  }));
  return [before, urlAttributes(path, query), after];
}

export function handler(method: string, route: string, url: string, status: number): Attributes[] {
  const rest = shared(`handler ${method} ${route} ${status}`, () => ({
    'fastify.root': '@fastify/otel',
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  }));
  return [rest, urlAttributes(url, '')];
}

export function client(
  { host, port }: Address,
  { method, path, query }: { method: string; path: string; query: string },
  status: number | undefined,
  failure: string,
): Attributes[] {
  const rest = shared(`client ${method} ${host}:${port} ${status ?? failure}`, () => ({
    'http.request.method': method,
    'http.request.method_original': method,
    'url.scheme': 'http',
    'server.address': host,
    'server.port': port,
    'user_agent.original': 'node',
    'network.peer.address': host,
    'network.peer.port': port,
    'network.protocol.version': '1.1',
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    ...(status === undefined ? { 'error.type': failure } : status >= 400 ? { 'error.type': String(status) } : {}),
  }));
  const url = { 'url.full': urlOf({ host, port }, path, query), 'url.path': path, 'url.query': query && `?${query}` };
  return [rest, url];
}

export function statement(text: string): Attributes {
  return shared(`statement ${text}`, () => ({
    'db.system.name': 'postgresql',
    'db.namespace': database,
    ...databaseServer,
    'db.query.text': text,
  }));
}

export function urlOf({ host, port }: Address, path: string, query: string): string {
  const origin = port === 443 ? `https://${host}` : `http://${host}:${port}`;
  return `${origin}${path}${query === '' ? '' : `?${query}`}`;
}

export function exception(error: Error): Attributes {
  const { name, message } = error;
  return shared(`exception ${name} ${message}`, () => ({
    'exception.type': name,
    'exception.message': message,
    'exception.stacktrace': `${name}: ${message}\n    at (a model of this service)`,
  }));
}

export function requestLine(method: string, url: string, status: number, ms: number): Attributes {
  // Rarely a whole number, so that the attribute is nearly always a double.
  return { req: { method, url }, res: { statusCode: status }, responseTime: Math.round(ms * 1000) / 1000 };
}

const common = { 'url.scheme': 'http', 'network.protocol.version': '1.1' };

export function serverMetric(method: string, route: string, status: number): Attributes {
  return shared(`server metric ${method} ${route} ${status}`, () => ({
    'http.request.method': method,
    ...common,
    'http.route': route,
    'http.response.status_code': status,
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  }));
}

export function clientMetric(
  { host, port }: Address,
  method: string,
  status: number | undefined,
  failure: string,
): Attributes {
  return shared(`client metric ${host}:${port} ${method} ${status ?? failure}`, () => ({
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    'http.request.method': method,
    'server.address': host,
    'server.port': port,
    ...common,
    ...(status === undefined ? { 'error.type': failure } : status >= 400 ? { 'error.type': String(status) } : {}),
  }));
}

export function queryMetric(operation: string): Attributes {
  return shared(`query metric ${operation}`, () => ({
    'db.namespace': database,
    ...databaseServer,
    'db.operation.name': operation,
    'db.system.name': 'postgresql',
  }));
}

/** Only short paths are cached: long ones have an id in them and do not repeat. */
function urlAttributes(path: string, query: string): Attributes {
  const make = (): Attributes => ({ 'url.path': path, ...(query === '' ? {} : { 'url.query': query }) });
  return path.length < 40 ? shared(`url ${path}?${query}`, make) : make();
}
