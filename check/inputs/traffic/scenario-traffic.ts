import { UserError } from '../../../lib/errors.ts';
import { durationMs } from '../../../scenarios/pace.ts';
import {
  isLoadFault,
  isServiceFault,
  type LoadFault,
  targetOf,
  type ServiceFault,
} from '../../../scenarios/faults/fault-schema.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { sandboxThresholds } from '../../../scenarios/sampling/thresholds.ts';
import { shopRequests, shopSystem } from './shop-traffic.ts';
import { withSecrets } from './secrets.ts';
import type { ScheduledFault, FaultScheduleStep, Traffic } from './traffic.ts';

const minute = 60_000;

/**
 * The load and the faults of a scenario, with production timing, for the user's Collector and rules.
 * @throws UserError if it has faults of the sandbox's own components; exit code 2.
 */
export function trafficOfScenario(scenario: Scenario): Traffic {
  const { name, load } = scenario;
  const unsupported = scenario.faults.find((fault) => !isServiceFault(fault) && !isLoadFault(fault));
  if (unsupported) {
    throw new UserError(
      `The scenario ${name} cannot be simulated with your configuration: ` +
        `its fault ${unsupported.fault} affects ${targetOf(unsupported)}, a component of the sandbox's own stack.`,
      {
        code: 'scenario-faults-components',
        hint: `Run it with the sandbox's own configuration (sandbox run ${name}), or check another one (sandbox scenarios).`,
      },
    );
  }
  const faults = scenario.faults.filter((fault) => isServiceFault(fault) || isLoadFault(fault));
  return {
    name,
    system: shopSystem,
    requests: shopRequests(load.routes).filter(({ weight }) => weight > 0),
    arrivalsPerSecond: load.arrivalsPerSecond,
    arrivals: load.arrivals,
    slowMs: sandboxThresholds().slowMs,
    ...(load.plantSecrets ? { plantSecrets: load.plantSecrets } : {}),
    // The usual window of rules.
    warmUpMs: 5 * minute,
    // Without faults the whole scenario is a baseline.
    baselineMs: 5 * minute + (faults.length === 0 ? durationMs(scenario.duration) : 0),
    faultSchedule: stepsOf(faults, durationMs(scenario.recovery.within)),
  };
}

/** The steps of the fault schedule: a new one starts whenever a fault is injected or reverted. */
function stepsOf(faults: readonly (ServiceFault | LoadFault)[], recoveryMs: number): FaultScheduleStep[] {
  const moments = [...new Set(faults.flatMap(({ from, to }) => [durationMs(from), durationMs(to)]))].sort(
    (a, b) => a - b,
  );
  return moments.slice(0, -1).map((start, index) => {
    const end = moments[index + 1] ?? start;
    return {
      faults: faults.filter(({ from, to }) => durationMs(from) <= start && durationMs(to) >= end).map(scheduledFault),
      forMs: end - start,
      recoveryMs: index === moments.length - 2 ? recoveryMs : 0,
    };
  });
}

/** The seed of the check selects the affected requests, unless the fault has its own. */
function scheduledFault(scheduled: ServiceFault | LoadFault): ScheduledFault {
  const { fault, parameters } = scheduled;
  const service = targetOf(scheduled);
  const { seed, ...others }: Record<string, unknown> = parameters;
  return {
    label: isLoadFault(scheduled) ? fault : `${fault} at ${service}`,
    fault,
    service,
    parameters: { ...withSecrets(others), ...(seed === '$seed' || seed === undefined ? {} : { seed }) },
  };
}
