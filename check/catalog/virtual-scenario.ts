import type { Scenario } from '../../scenarios/scenario.ts';

/**
 * The part of a scenario's load that a check sends. With production windows a scenario lasts so much longer than at the pace of `run`
 * that a seventh still makes several times as many requests, and the machine's time goes by the request.
 */
const share = 0.15;

/** A scenario as it is played in virtual time: itself, with a part of its load. */
export function virtualScenario(scenario: Scenario): Scenario {
  return { ...scenario, load: { ...scenario.load, arrivalsPerSecond: scenario.load.arrivalsPerSecond * share } };
}
