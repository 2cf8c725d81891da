import { serviceNames } from '../../stack/services/index.ts';

/** The services of the sandbox in the order of a request, then others. */
export function inEntryOrder(services: readonly string[]): string[] {
  const own = serviceNames.filter((name) => services.includes(name));
  return [...own, ...services.filter((name) => !own.some((known) => known === name)).sort()];
}
