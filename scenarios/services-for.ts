import { UserError } from '../lib/errors.ts';
import { type ServiceName, type ServiceSelection, selectServices, serviceNames } from '../stack/services/index.ts';
import type { Scenario } from './scenario.ts';

type Needs = Pick<Scenario, 'name' | 'services'>;

/**
 * The services to boot for scenarios: exactly those that they need, or a given selection.
 * @throws UserError `services-missing` where the selection has not all of them
 */
export function servicesFor(scenarios: readonly Needs[], selection?: ServiceSelection): readonly ServiceName[] {
  const needed = serviceNames.filter((name) => scenarios.some(({ services }) => services.includes(name)));
  if (selection === undefined) return needed;
  const selected = selectServices(selection);
  const lacking = lackingServices(needed, selected);
  if (lacking.length === 0) return selected;
  const [scenario] = scenarios.filter(({ services }) => services.some((name) => lacking.includes(name)));
  throw new UserError(`--services ${selection} lacks ${lacking.join(', ')}, which ${scenario?.name ?? ''} needs.`, {
    code: 'services-missing',
    hint: 'Omit --services to boot what the scenarios need.',
  });
}

/** Those of the needed services that do not run. */
export function lackingServices(needed: readonly ServiceName[], running: readonly ServiceName[]): ServiceName[] {
  return needed.filter((name) => !running.includes(name));
}

/** @throws UserError `services-missing` where a running sandbox has not all of the services that are needed */
export function requireServices(needed: readonly ServiceName[], running: readonly ServiceName[]): void {
  const lacking = lackingServices(needed, running);
  if (lacking.length === 0) return;
  const has = running.length === 0 ? 'no demo services' : `only ${running.join(', ')}`;
  throw new UserError(`The running sandbox lacks ${lacking.join(', ')}: it was started with ${has}.`, {
    code: 'services-missing',
    hint: 'Stop it with `sandbox down` and run the scenario again: the run then boots what it needs.',
  });
}
