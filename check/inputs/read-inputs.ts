import { join } from 'node:path';
import { configFolder } from '../../lib/paths.ts';
import { UserError } from '../../lib/errors.ts';
import { findScenario } from '../../scenarios/catalog/index.ts';
import { simulatedScenario } from '../catalog/simulated-scenario.ts';
import { adaptCollector } from './collector/adapt-collector.ts';
import type { AdaptedCollector } from './collector/adapted-collector.ts';
import type { CheckRequest } from '../request.ts';
import { ownRules, type PreparedRules, prepareRules } from './rules/prepare-rules.ts';
import type { DashboardQuery } from './rules/rule.ts';
import { trafficOfScenario } from './traffic/scenario-traffic.ts';
import { shopTraffic } from './traffic/shop-traffic.ts';
import { shortened, withDurations } from './traffic/durations.ts';
import { readTiers } from './tiers/read-tiers.ts';
import type { Tiers } from './tiers/tiers.ts';
import { readTraffic } from './traffic/read-traffic.ts';
import type { Traffic } from './traffic/traffic.ts';
import { configuredSlowMs } from '../analysis/sampling/policies.ts';
import type { Suppression } from '../expectations/suppressions.ts';
import { readIgnoreComments } from './ignore-comments.ts';
import type { Features } from './features/feature-list.ts';
import { readFeatures } from './features/features.ts';
import { fileReader } from './read-files.ts';
import { readDashboards } from './dashboards/read-dashboards.ts';

/** The inputs of a check, read and parsed. */
export interface CheckInputs {
  /** With agents, the configuration of the gateways behind them. */
  collector: AdaptedCollector;
  tiers: Tiers | undefined;
  /** The user has no Collector file: warnings about the sandbox's own are left out. */
  isOwnCollector: boolean;
  rules: PreparedRules;
  dashboards: readonly DashboardQuery[];
  features: Features;
  secrets: readonly RegExp[];
  /** From sandbox.yaml, the baseline file, and comments. */
  suppressions: readonly Suppression[];
  /** Every file that was read, and those that were missing where another is included. */
  files: readonly string[];
  /** Those of them that a configuration includes: nothing may print their values. */
  included: readonly string[];
  /** One run each. */
  traffics: readonly Traffic[];
}

/** Time of each step of a quick check. */
const quickMs = 60_000;
const ownCollector = join(configFolder, 'collector.yaml');

/**
 * Reads all files of a check. The sandbox's own files take the place of missing ones, except for its rules if the user
 * has a Collector file: that Collector need not produce the metrics that they are about.
 * @throws UserError for what is missing, unreadable or invalid; exit code 2.
 */
export function readInputs(request: CheckRequest): CheckInputs {
  const { collector: collectorFiles, prometheus, env, texts } = request;
  const features = readFeatures(request.enableFeature, request.featureGates);
  const collector = adaptCollector({
    files: collectorFiles.length > 0 ? collectorFiles : [ownCollector],
    env,
    readFile: fileReader(request),
    isBehindAgents: request.agent.length > 0,
    gates: features.gates,
  });
  const tiers = readTiers(request, collector);
  const isOwnCollector = collectorFiles.length === 0;
  const patterns = request.rules.length > 0 || prometheus !== undefined || !isOwnCollector ? request.rules : ownRules;
  const traffics = trafficsOf(request);
  // Only a traffic file defines one, and then it is the only traffic.
  const scrapeIntervalMs = traffics[0]?.scrapeIntervalMs;
  const { exporters } = collector;
  const included = [...(isOwnCollector ? [] : collector.included), ...(tiers?.agent.included ?? [])];
  const rules = prepareRules({ rules: patterns, prometheus, exporters, tiers, scrapeIntervalMs, texts });
  return {
    collector,
    tiers,
    isOwnCollector,
    rules,
    features,
    dashboards: request.dashboards.length > 0 ? readDashboards(request.dashboards) : [],
    secrets: request.secrets.map(patternOf),
    suppressions: [
      ...(request.suppressions ?? []),
      ...readIgnoreComments([...collectorFiles, ...request.agent, ...Object.values(rules.rules.originals)]),
    ],
    files: [
      ...[...collectorFiles, ...request.agent, ...included],
      ...Object.values(rules.rules.originals),
      ...request.dashboards,
      ...(request.traffic === undefined ? [] : [request.traffic]),
    ],
    included,
    traffics: traffics.map((traffic) => {
      const whole = withDurations(withSlow(traffic, collector), request.durations ?? {});
      return request.quick === true ? shortened(whole, quickMs) : whole;
    }),
  };
}

function trafficsOf({ scenarios, traffic }: CheckRequest): Traffic[] {
  if (scenarios.length > 0 && traffic !== undefined) {
    throw new UserError(`Scenarios (${scenarios.join(', ')}) and a traffic file (${traffic}) were both given.`, {
      code: 'bad-arguments',
      hint: 'A scenario brings its own traffic: leave one of them out.',
    });
  }
  if (traffic !== undefined) return [readTraffic(traffic)];
  if (scenarios.length === 0) return [shopTraffic()];
  return scenarios.flatMap((name) => {
    const scenario = findScenario(name);
    return scenario ? trafficOfScenario(simulatedScenario(scenario)) : [];
  });
}

/** The traces that the Collector's own latency policies call slow are slow, unless the traffic defines it. */
function withSlow(traffic: Traffic, collector: AdaptedCollector): Traffic {
  const slowMs = traffic.isSlowDefined === true ? undefined : configuredSlowMs(collector);
  return slowMs === undefined ? traffic : { ...traffic, slowMs };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new UserError(`The secret pattern ${text} is not a regular expression: ${(cause as Error).message}.`, {
      code: 'bad-pattern',
      hint: "In a shell, put it in single quotes: --secrets 'token=[^&]+'.",
      cause,
    });
  }
}
