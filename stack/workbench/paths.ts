/** Where the workbench's server answers, below its origin: the page and the server use these and no others. */
export const workbenchPaths = {
  status: '/api/status',
  events: '/api/events',
  /** In front of the paths of a backend, such as `/backend/prometheus/api/v1/query`. */
  backend: '/backend',
} as const;

export const backendNames = ['jaeger', 'prometheus', 'loki', 'collector'] as const;
export type WorkbenchBackend = (typeof backendNames)[number];

/**
 * The page's address with the token that its actions need. The token is after `#`, which browsers do not send.
 *
 * @param route a page with its parameters, such as `/traces/4bf9`; by default the overview
 */
export function workbenchUrl({ workbench, token }: { workbench: string; token: string }, route = '/'): string {
  return `${workbench}/#${route}${route.includes('?') ? '&' : '?'}token=${token}`;
}
