import { coreServiceNames } from '../../stack/services/index.ts';
import { lackingServices } from '../services-for.ts';
import { findFault } from '../faults/registry.ts';
import type { Scenario } from '../scenario.ts';
import { backendOutage } from './backend-outage.ts';
import { baseline } from './baseline.ts';
import { cacheOutage } from './cache-outage.ts';
import { cardinality } from './cardinality.ts';
import { collectorOverload } from './collector-overload.ts';
import { errorBurst } from './error-burst.ts';
import { headSamplingLoss } from './head-sampling-loss.ts';
import { legacyBlindSpot } from './legacy-blind-spot.ts';
import { loadSpike } from './load-spike.ts';
import { lostContext } from './lost-context.ts';
import { memoryLeak } from './memory-leak.ts';
import { polyglotTrace } from './polyglot-trace.ts';
import { secretLeak } from './secret-leak.ts';
import { slowPayments } from './slow-payments.ts';

/** Every scenario, in the recommended order. */
export const catalog: readonly Scenario[] = [
  baseline,
  errorBurst,
  slowPayments,
  secretLeak,
  backendOutage,
  collectorOverload,
  lostContext,
  headSamplingLoss,
  cardinality,
  memoryLeak,
  loadSpike,
  polyglotTrace,
  legacyBlindSpot,
  cacheOutage,
];

/** What keeps `sandbox check` from simulating a scenario: services and faults that its model lacks. */
export function notSimulated({ services, faults }: Scenario): string[] {
  const names = faults.map(({ fault }) => fault);
  return [
    ...lackingServices(services, coreServiceNames),
    ...names.filter((name) => !findFault(name)?.supportedBy.includes('simulation')),
  ];
}

/** Those that `sandbox check` can simulate. */
export const simulatedCatalog: readonly Scenario[] = catalog.filter((one) => notSimulated(one).length === 0);

/** The scenario of this name, if there is one. */
export function findScenario(name: string): Scenario | undefined {
  return catalog.find((scenario) => scenario.name === name);
}
