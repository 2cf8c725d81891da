import type { Scenario } from '../../scenarios/scenario.ts';

/**
 * The share of a scenario's load that a check sends. With production windows a scenario lasts so much longer than at
 * the pace of `run` that a seventh of the rate still makes several times as many requests, which is what costs time.
 */
const share = 0.15;

/** A scenario as a check simulates it: with a share of its load. */
export function simulatedScenario(scenario: Scenario): Scenario {
  return { ...scenario, load: { ...scenario.load, arrivalsPerSecond: scenario.load.arrivalsPerSecond * share } };
}
