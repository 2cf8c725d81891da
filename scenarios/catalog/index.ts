import type { Scenario } from '../scenario.ts';
import { backendOutage } from './backend-outage.ts';
import { baseline } from './baseline.ts';
import { collectorOverload } from './collector-overload.ts';
import { errorBurst } from './error-burst.ts';
import { headSamplingLoss } from './head-sampling-loss.ts';
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
  headSamplingLoss,
];

/** The scenario of this name, if there is one. */
export function findScenario(name: string): Scenario | undefined {
  return catalog.find((scenario) => scenario.name === name);
}
