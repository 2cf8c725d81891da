import type { YamlPath } from '../../../../lib/yaml/yaml-source.ts';
import { grpcMethod } from '../../../../simulation/services/rpc-library.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { TrafficFile } from './schema.ts';

/** The target of a call or a request: a route of a service. */
export interface Target {
  service: string;
  method: string;
  route: string;
}

const grpcForm = /^[\w.]*\w\/\w+$/;
const routeForm = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S*)$/;

export function isRoute(text: string): boolean {
  return routeForm.test(text);
}

/** Whether a text is the method of a service of gRPC: `shop.Cart/GetItems`. */
export function isGrpcMethod(text: string): boolean {
  return grpcForm.test(text);
}

/** Parses `catalog GET /items`, or `cart shop.Cart/GetItems`; undefined, with a problem, if there is no such service or route. */
export function targetOf(
  written: string,
  path: YamlPath,
  services: TrafficFile['services'],
  problems: Problems,
): Target | undefined {
  const [service = '', ...rest] = written.trim().split(/\s+/);
  const route = rest.join(' ');
  if (!Object.hasOwn(services, service)) {
    problems.unknown(path, 'service', service, Object.keys(services));
    return undefined;
  }
  const methods = Object.keys(services[service]?.grpc ?? {});
  if (methods.includes(route)) return { service, method: grpcMethod, route };
  const routes = [...Object.keys(services[service]?.routes ?? {}), ...methods];
  if (!routes.includes(route)) {
    if (route === '')
      problems.add(path, `a route of ${service} is missing, for example ${service} ${routes[0] ?? 'GET /'}`);
    else problems.unknown(path, `${methods.length > 0 ? 'route or method' : 'route'} of ${service}`, route, routes);
    return undefined;
  }
  const [, method = '', pattern = ''] = routeForm.exec(route) ?? [];
  return { service, method, route: pattern };
}

/** Parses `POST https://api.example.com/v1/charges` or `grpc://example.com/shop.Cart/GetItems`; undefined with a problem. */
export function externalOf(
  written: string,
  path: YamlPath,
  problems: Problems,
): { method: string; route: string; address: { host: string; port: number } } | undefined {
  const [, method = '', scheme = '', host = '', port, route = '/'] =
    /^(?:([A-Z]+) )?(https?|grpc):\/\/([\w.-]+)(?::(\d{1,5}))?(\/\S*)?$/.exec(written) ?? [];
  const isRpc = scheme === 'grpc';
  if (host === '' || isRpc === (method !== '') || (isRpc && !isGrpcMethod(route.slice(1)))) {
    problems.add(
      path,
      `${written} is neither a method and a URL, for example POST https://api.example.com/charges, nor grpc://HOST/SERVICE/METHOD`,
    );
    return undefined;
  }
  const address = { host, port: Number(port ?? { http: 80, https: 443 }[scheme] ?? 443) };
  return isRpc ? { method: grpcMethod, route: route.slice(1), address } : { method, route, address };
}

/** A concrete path of a route, with an ID for each parameter (`{id}` or `:id`). */
export function pathOf(route: string): string {
  return route.replace(/\{[^}]*\}|:\w+/g, '$uuid');
}
