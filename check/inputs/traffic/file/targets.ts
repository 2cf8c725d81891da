import type { YamlPath } from '../../yaml/yaml-source.ts';
import type { Problems } from './problems.ts';
import type { TrafficFile } from './schema.ts';

/** A route of a service, as a call or a request names it. */
export interface Target {
  service: string;
  method: string;
  route: string;
}

const routeForm = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S*)$/;

export function isRoute(text: string): boolean {
  return routeForm.test(text);
}

/** `catalog GET /items`, held to the services and routes that there are; undefined, with a problem, where it names none. */
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
  const routes = Object.keys(services[service]?.routes ?? {});
  if (!routes.includes(route)) {
    if (route === '')
      problems.add(path, `say what is asked of ${service} too, such as: ${service} ${routes[0] ?? 'GET /'}`);
    else problems.unknown(path, `route of ${service}`, route, routes);
    return undefined;
  }
  const [, method = '', pattern = ''] = routeForm.exec(route) ?? [];
  return { service, method, route: pattern };
}

/** A concrete path of a route: an id in the place of each parameter, `{id}` or `:id`. */
export function pathOf(route: string): string {
  return route.replace(/\{[^}]*\}|:\w+/g, '$uuid');
}
