import { asString } from '../../../../lib/json.ts';
import type { Attributes, StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { isGrpcMethod, isRoute } from '../file/targets.ts';

/** What a span is in a traffic file. */
export type Role =
  | { kind: 'route' | 'grpc' | 'consumes'; name: string; isDerived?: boolean }
  | { kind: 'query'; system: string; operation: string; collection: string; statement: string }
  | { kind: 'send'; destination: string; system: string }
  | { kind: 'client'; external: string | undefined }
  | { kind: 'internal' | 'unknown' };

/** The first of several attributes that a span has, as text; stable names come first. */
export function textOf(attributes: Attributes, ...names: string[]): string {
  for (const name of names) {
    const text = asString(attributes[name]);
    if (text !== '') return text;
  }
  return '';
}

export function roleOf(span: StoredSpan): Role {
  switch (span.kind) {
    case 'server':
      return grpcOf(span) ?? routeOf(span) ?? { kind: 'unknown' };
    case 'consumer': {
      const name = destinationOf(span);
      return name === '' ? { kind: 'unknown' } : { kind: 'consumes', name };
    }
    case 'producer':
      return {
        kind: 'send',
        destination: destinationOf(span),
        system: textOf(span.attributes, 'messaging.system'),
      };
    case 'client':
      return queryOf(span) ?? { kind: 'client', external: externalOf(span) };
    case 'internal':
    case 'unspecified':
      return queryOf(span) ?? { kind: 'internal' };
  }
}

function grpcOf({ name, attributes }: StoredSpan): Role | undefined {
  const system = textOf(attributes, 'rpc.system.name', 'rpc.system');
  if (system !== 'grpc' && !(system === '' && 'rpc.grpc.status_code' in attributes)) return undefined;
  const method = textOf(attributes, 'rpc.method');
  const service = textOf(attributes, 'rpc.service');
  const candidates = [method, `${service}/${method}`, name.replace(/^\//, '')];
  const found = candidates.find(isGrpcMethod);
  return found === undefined ? undefined : { kind: 'grpc', name: found };
}

function routeOf({ name, attributes }: StoredSpan): Role | undefined {
  const method = textOf(attributes, 'http.request.method', 'http.method').toUpperCase();
  const route = textOf(attributes, 'http.route');
  if (route !== '') {
    const written = `${method} /${route.replace(/^\//, '').replaceAll(/\s/g, '_')}`;
    if (isRoute(written)) return { kind: 'route', name: written };
  }
  // The name has the route if it is known.
  if (isRoute(name)) return { kind: 'route', name };
  const path = pathOf(attributes);
  const derived = `${method} ${withoutIds(path)}`;
  return path !== '' && isRoute(derived) ? { kind: 'route', name: derived, isDerived: true } : undefined;
}

function pathOf(attributes: Attributes): string {
  const path = textOf(attributes, 'url.path', 'http.target').replace(/[?#].*$/, '');
  if (path.startsWith('/')) return path;
  const url = textOf(attributes, 'url.full', 'http.url');
  return URL.canParse(url) ? new URL(url).pathname : '';
}

/** A path with `{id}` in place of everything that is not a plain word, as it may be an identifier or a name. */
function withoutIds(path: string): string {
  const isWord = (segment: string): boolean => /^(v\d+|[A-Za-z][A-Za-z_-]{0,29})?$/.test(segment);
  return path
    .split('/')
    .map((segment) => (isWord(segment) ? segment : '{id}'))
    .join('/');
}

function destinationOf({ name, attributes }: StoredSpan): string {
  const written = textOf(attributes, 'messaging.destination.name', 'messaging.destination');
  return written !== ''
    ? written
    : name.replace(/^(send|publish|process|receive) | (send|publish|process|receive)$/, '');
}

function queryOf({ name, attributes }: StoredSpan): Role | undefined {
  const system = textOf(attributes, 'db.system.name', 'db.system', 'db.type');
  if (system === '') return undefined;
  const statement = textOf(attributes, 'db.query.text', 'db.statement');
  const isWord = (text: string): boolean => /^[A-Za-z_]+$/.test(text);
  const [operation = 'QUERY'] = [
    textOf(attributes, 'db.operation.name', 'db.operation'),
    statement.trim().split(/\s+/, 1)[0] ?? '',
    name.split(/[\s:]+/, 1)[0] ?? '',
  ].filter(isWord);
  const [, table = ''] = /\b(?:FROM|INTO|UPDATE|JOIN)\s+["`]?([A-Za-z_][\w.]*)/i.exec(statement) ?? [];
  const collection = textOf(attributes, 'db.collection.name', 'db.sql.table', 'db.mongodb.collection');
  return {
    kind: 'query',
    system,
    operation: operation.toUpperCase(),
    collection: collection === '' ? table : collection,
    statement,
  };
}

/** Method and host of a call, as `external` has it; without the path, which may have values in it. */
function externalOf(span: StoredSpan): string | undefined {
  const { attributes } = span;
  const url = textOf(attributes, 'url.full', 'http.url');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const address = textOf(attributes, 'server.address', 'net.peer.name', 'peer.service', 'network.peer.address');
  const host = /^[\w.-]+$/.exec(address === '' ? (parsed?.hostname ?? '') : address)?.[0];
  if (host === undefined) return undefined;
  const port = textOf(attributes, 'server.port', 'net.peer.port');
  const suffix = /^\d{1,5}$/.test(port) && port !== '443' ? `:${port}` : '';
  const grpc = grpcOf(span);
  if (grpc?.kind === 'grpc') return `grpc://${host}${suffix}/${grpc.name}`;
  const method = textOf(attributes, 'http.request.method', 'http.method').toUpperCase();
  const scheme = parsed?.protocol === 'https:' || port === '443' ? 'https' : 'http';
  return /^[A-Z]+$/.test(method) ? `${method} ${scheme}://${host}${suffix}/` : undefined;
}
