import { type EvaluatedRule, readEvaluatedRules } from '../analysis/rules/evaluated-rules.ts';
import type { Context } from '../analysis/rules/context.ts';
import { MetricFlow } from '../analysis/rules/metric-flow.ts';
import { RunQueries } from '../analysis/rules/run-queries.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Tiers } from '../inputs/tiers/tiers.ts';
import type { PrometheusNotice } from '../inputs/notice.ts';
import type { AlertEpisode, DashboardQuery, Rule } from '../inputs/rules/rule.ts';
import type { Observations } from '../run/observations.ts';

/** Everything that a finding can be made from: the user's files as read, and what the simulation observed. */
export interface FindingInputs {
  /** With agents in front, that of the gateways. */
  collector: AdaptedCollector;
  tiers?: Tiers | undefined;
  prometheus: { notices: readonly PrometheusNotice[] };
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
  dashboardQueries?: readonly DashboardQuery[];
  episodes?: readonly AlertEpisode[];
  /** The traffic is the demo shop. */
  isDemo?: boolean;
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
    dashboardQueries = [],
    episodes = [],
    isDemo = false,
  } = sources;
  const more = { flow: new MetricFlow(collector, observations), isDemo };
  const { timeline, prometheus } = observations;
  const queries = new RunQueries(prometheus, timeline);
  const minStepMs = Math.ceil((timeline.end - timeline.start) / maxPoints);
  return {
    collector,
    tiers,
    prometheus: { notices: prometheusNotices },
    observations,
    rules: await readEvaluatedRules({ rules, episodes, queries, minStepMs, more }),
    dashboards: {
      queries: dashboardQueries,
      context: { queries, rules, stepMs: Math.max(panelStepMs, minStepMs), ...more },
    },
  };
}
