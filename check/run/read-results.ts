import { detections } from '../analysis/rules/detections.ts';
import { readEpisodes } from '../analysis/rules/episodes.ts';
import { type Category, findAll } from '../findings/definition.ts';
import { categoryOf, findingDefinitions } from '../findings/index.ts';
import { agentInputs, gatewayInputs, readFindingInputs } from '../findings/inputs.ts';
import type { CheckInputs } from '../inputs/read-inputs.ts';
import type { Traffic } from '../inputs/traffic/traffic.ts';
import type { CheckRequest } from '../request.ts';
import type { CheckResults } from '../results.ts';
import type { Observations } from './observations.ts';

export interface ReadResultsOptions {
  request: CheckRequest;
  traffic: Traffic;
  /** No finding is about rules and dashboards: the traffic is too short for them. */
  withoutRules?: boolean;
}

const ofCollector: ReadonlySet<Category> = new Set(['collector', 'sampling', 'secret']);

/** Everything that a simulation shows about the inputs of a check. Prometheus must still answer. */
export async function readResults(
  inputs: CheckInputs,
  observations: Observations,
  { request, traffic, withoutRules = false }: ReadResultsOptions,
): Promise<CheckResults> {
  const { collector, tiers, rules, dashboards, features, isOwnCollector } = inputs;
  const { timeline, prometheus } = observations;
  const episodes = withoutRules ? [] : await readEpisodes(prometheus, rules.rules, timeline);
  const findingInputs = await readFindingInputs({
    collector,
    tiers,
    rules: withoutRules ? [] : rules.rules.rules,
    prometheusNotices: rules.notices,
    features,
    dashboardQueries: withoutRules ? [] : dashboards,
    observations,
    episodes,
    isDemo: traffic.name === 'shop' || request.scenarios.length > 0,
    isVerified: request.verify !== false && request.quick !== true,
    isQuick: request.quick === true,
  });
  const definitions = findingDefinitions.filter(({ needsTime }) => request.quick !== true || needsTime !== true);
  const found = (await findAll(definitions, gatewayInputs(findingInputs))).filter(
    // Warnings and info about the sandbox's own Collector are of no use to the user.
    ({ kind, severity }) => severity === 'error' || !isOwnCollector || !ofCollector.has(categoryOf(kind)),
  );
  const ofAgents = agentInputs(findingInputs);
  const forAgents = findingDefinitions.filter(({ isForAgents }) => isForAgents === true);
  const findings = ofAgents ? [...found, ...(await findAll(forAgents, ofAgents))] : found;
  return {
    collector,
    rules: rules.rules,
    observations,
    episodes,
    detections: detections(episodes, timeline),
    findings,
  };
}
