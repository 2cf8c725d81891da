import { UserError } from '../../../lib/errors.ts';
import { ms } from '../../../scenarios/duration.ts';
import { isServiceFault, type ServiceFault } from '../../../scenarios/faults/fault-schema.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { sandboxThresholds } from '../../../scenarios/sampling/thresholds.ts';
import { shopRequests, shopSystem } from './shop-traffic.ts';
import { withSecrets } from './secrets.ts';
import type { ScheduledFault, FaultScheduleStep, Traffic } from './traffic.ts';

const minute = 60_000;

/**
 * The load and the faults of a scenario of the catalogue, with production windows, for a Collector and rules of one's own.
 * @throws UserError where it strikes components of the sandbox, which such a check has none of; exit code 2.
 */
export function trafficOfScenario(scenario: Scenario): Traffic {
  const { name, load } = scenario;
  const struck = scenario.faults.find((fault) => !isServiceFault(fault));
  if (struck && !isServiceFault(struck)) {
    const { component } = struck.target;
    throw new UserError(
      `The scenario ${name} cannot be played on a configuration of your own: its fault ${struck.fault} strikes ${component}, a part of the sandbox's own stack.`,
      {
        code: 'scenario-strikes-components',
        hint: `Run it with the sandbox's own configuration (sandbox run ${name}), or check another scenario: sandbox scenarios`,
      },
    );
  }
  const faults = scenario.faults.filter(isServiceFault);
  return {
    name,
    system: shopSystem,
    requests: shopRequests(load.routes).filter(({ weight }) => weight > 0),
    arrivalsPerSecond: load.arrivalsPerSecond,
    arrivals: load.arrivals,
    slowMs: sandboxThresholds().slowMs,
    ...(load.plantSecrets ? { plantSecrets: load.plantSecrets } : {}),
    // As long as the windows of usual rules look back.
    warmUpMs: 5 * minute,
    // Without a fault the whole scenario is its baseline.
    baselineMs: 5 * minute + (faults.length === 0 ? ms(scenario.duration) : 0),
    faultSchedule: stepsOf(faults, ms(scenario.recovery.within)),
  };
}

/** Faults come and go one by one; a step lasts while they stay the same. */
function stepsOf(faults: readonly ServiceFault[], recoveryMs: number): FaultScheduleStep[] {
  const moments = [...new Set(faults.flatMap(({ from, to }) => [ms(from), ms(to)]))].sort((a, b) => a - b);
  return moments.slice(0, -1).map((start, index) => {
    const end = moments[index + 1] ?? start;
    return {
      faults: faults.filter(({ from, to }) => ms(from) <= start && ms(to) >= end).map(scheduledFault),
      forMs: end - start,
      recoveryMs: index === moments.length - 2 ? recoveryMs : 0,
    };
  });
}

/** Which requests a fault strikes is given by the seed of the check, as all else is. */
function scheduledFault({ fault, target, parameters }: ServiceFault): ScheduledFault {
  const { seed, ...others } = parameters;
  return {
    label: `${fault} at ${target.service}`,
    fault,
    service: target.service,
    parameters: { ...withSecrets(others), ...(seed === '$seed' || seed === undefined ? {} : { seed }) },
  };
}
