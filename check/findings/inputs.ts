import { type EvaluatedRule, readEvaluatedRules } from '../analysis/rules/evaluated-rules.ts';
import type { Context } from '../analysis/rules/context.ts';
import { MetricFlow } from '../analysis/rules/metric-flow.ts';
import { RunQueries } from '../analysis/rules/run-queries.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { agentPrefix, type Tiers } from '../inputs/tiers/tiers.ts';
import type { Features } from '../inputs/features/feature-list.ts';
import type { PrometheusNotice } from '../inputs/notice.ts';
import type { AlertEpisode, DashboardQuery, Rule } from '../inputs/rules/rule.ts';
import type { Leak, Observations } from '../run/observations.ts';

/** Everything that a finding can be made from: the user's files as read, and what the simulation observed. */
export interface FindingInputs {
  /** With agents in front, that of the gateways. */
  collector: AdaptedCollector;
  tiers?: Tiers | undefined;
  prometheus: { notices: readonly PrometheusNotice[] };
  features: Features;
  observations: Observations;
  rules: readonly EvaluatedRule[];
  dashboards: { queries: readonly DashboardQuery[]; context: Context };
}

/** What is missing is empty: a check of a Collector alone has no rules. */
export interface FindingSources {
  collector: AdaptedCollector;
  tiers?: Tiers | undefined;
  observations: Observations;
  rules?: readonly Rule[];
  prometheusNotices?: readonly PrometheusNotice[];
  features?: Features;
  dashboardQueries?: readonly DashboardQuery[];
  episodes?: readonly AlertEpisode[];
  /** The traffic is the demo shop. */
  isDemo?: boolean;
  /** As of `Context`. */
  isVerified?: boolean;
  isQuick?: boolean;
}

/** A dashboard panel over half an hour has about this step. */
const panelStepMs = 15_000;
/** At most so many points are queried over a run, so that a run of hours remains one query. */
const maxPoints = 2000;

/** Prepares the inputs once for all findings, with one cache of queries. Prometheus must still answer. */
export async function readFindingInputs(sources: FindingSources): Promise<FindingInputs> {
  const {
    collector,
    tiers,
    observations,
    rules = [],
    prometheusNotices = [],
    features = { enabled: [], gates: [], notices: [] },
    dashboardQueries = [],
    episodes = [],
    isDemo = false,
    isVerified = true,
    isQuick = false,
  } = sources;
  const { timeline, prometheus, metrics = [], exportIntervalMs: intervalMs } = observations;
  const more = {
    flow: new MetricFlow(collector, observations),
    ...(intervalMs === undefined ? {} : { exported: { metrics, intervalMs } }),
    ...{ isDemo, isVerified, isQuick },
  };
  const queries = new RunQueries(prometheus, timeline);
  const minStepMs = Math.ceil((timeline.end - timeline.start) / maxPoints);
  return {
    collector,
    tiers,
    prometheus: { notices: prometheusNotices },
    features,
    observations,
    rules: await readEvaluatedRules({ rules, episodes, queries, minStepMs, more }),
    dashboards: {
      queries: dashboardQueries,
      context: { queries, rules, stepMs: Math.max(panelStepMs, minStepMs), ...more },
    },
  };
}

/** The inputs of findings about the gateways, of a check of two tiers: without what the agents' own exporters sent. */
export function gatewayInputs(inputs: FindingInputs): FindingInputs {
  const { tiers, collector, observations } = inputs;
  if (!tiers) return inputs;
  return {
    ...inputs,
    // What an agent adds, the gateways get.
    collector: {
      ...collector,
      attributes: [...tiers.agent.attributes.filter(({ writes }) => writes), ...collector.attributes],
    },
    observations: { ...observations, leaks: observations.leaks.filter((leak) => !isOfAgent(leak)) },
  };
}

/** The same about the agents; undefined if there are none. */
export function agentInputs(inputs: FindingInputs): FindingInputs | undefined {
  const { tiers, observations } = inputs;
  if (!tiers || !observations.agents) return undefined;
  const { agents, leaks, ...rest } = observations;
  const own: Observations = {
    ...rest,
    ...agents,
    leaks: leaks.filter(isOfAgent).map((leak) => ({ ...leak, exporter: leak.exporter.slice(agentPrefix.length) })),
  };
  return { ...inputs, collector: tiers.agent, observations: own };
}

function isOfAgent({ exporter }: Leak): boolean {
  return exporter.startsWith(agentPrefix);
}
