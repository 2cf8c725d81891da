import { lostContext } from './lost-context.ts';
import { cardinalityExplosion } from './cardinality-explosion.ts';
import { crash } from './crash.ts';
import { errorRate } from './error-rate.ts';
import type { FaultDefinition } from './fault.ts';
import { inconsistentSampling } from './inconsistent-sampling.ts';
import { latency } from './latency.ts';
import { secretInUrl } from './secret-in-url.ts';

/** The faults of a service, in the order in which they act; those of outgoing calls only if the service makes any. */
export function faultsOf({ makesCalls }: { makesCalls: boolean }): FaultDefinition[] {
  const everywhere = [latency, errorRate, crash(() => process.exit(1)), inconsistentSampling, cardinalityExplosion];
  return makesCalls ? [...everywhere, secretInUrl, lostContext] : everywhere;
}
