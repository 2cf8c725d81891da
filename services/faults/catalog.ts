import { lostContext } from './lost-context.ts';
import { cardinalityExplosion } from './cardinality-explosion.ts';
import { clockSkew } from './clock-skew.ts';
import { cpuSaturation } from './cpu-saturation.ts';
import { crash } from './crash.ts';
import { errorRate } from './error-rate.ts';
import type { FaultDefinition } from './fault.ts';
import { inconsistentSampling } from './inconsistent-sampling.ts';
import { latency } from './latency.ts';
import { type Log, logStorm } from './log-storm.ts';
import { memoryLeak } from './memory-leak.ts';
import { secretInUrl } from './secret-in-url.ts';
import { slowQueries } from './slow-queries.ts';

/** What a service does and has, on which the faults that it can have depend. */
export interface FaultsOptions {
  makesCalls: boolean;
  usesDatabase: boolean;
  log: Log;
}

/** The faults of a service, in the order in which they act; those of calls and queries only if the service makes any. */
export function faultsOf({ makesCalls, usesDatabase, log }: FaultsOptions): FaultDefinition[] {
  return [
    ...[latency, errorRate, crash(() => process.exit(1)), memoryLeak(), cpuSaturation, logStorm(log), clockSkew],
    ...[inconsistentSampling, cardinalityExplosion],
    ...(usesDatabase ? [slowQueries] : []),
    ...(makesCalls ? [secretInUrl, lostContext] : []),
  ];
}
