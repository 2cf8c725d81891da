import { coreServiceNames } from '../../stack/services/index.ts';
import { lackingServices } from '../services-for.ts';
import type { Scenario } from '../scenario.ts';
import { backendOutage } from './backend-outage.ts';
import { baseline } from './baseline.ts';
import { cacheOutage } from './cache-outage.ts';
import { collectorOverload } from './collector-overload.ts';
import { errorBurst } from './error-burst.ts';
import { headSamplingLoss } from './head-sampling-loss.ts';
import { legacyBlindSpot } from './legacy-blind-spot.ts';
import { lostContext } from './lost-context.ts';
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
  polyglotTrace,
  legacyBlindSpot,
  cacheOutage,
];

/** Those that `sandbox check` can simulate: its model has the core services. */
export const simulatedCatalog: readonly Scenario[] = catalog.filter(
  ({ services }) => lackingServices(services, coreServiceNames).length === 0,
);

/** The scenario of this name, if there is one. */
export function findScenario(name: string): Scenario | undefined {
  return catalog.find((scenario) => scenario.name === name);
}
