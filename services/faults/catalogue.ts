import { lostContext } from './lost-context.ts';
import { crash } from './crash.ts';
import { errorRate } from './error-rate.ts';
import type { FaultDefinition } from './fault.ts';
import { latency } from './latency.ts';
import { secretInUrl } from './secret-in-url.ts';

/** The faults of a service; those of outgoing calls only where there are any. Latency acts before errors do. */
export function faultsOf({ makesCalls }: { makesCalls: boolean }): FaultDefinition[] {
  const everywhere = [latency, errorRate, crash(() => process.exit(1))];
  return makesCalls ? [...everywhere, secretInUrl, lostContext] : everywhere;
}
