import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import type { MetricFlow } from './metric-flow.ts';
import type { Expression } from './promql/expression.ts';
import type { RunQueries } from './run-queries.ts';

/** What explaining an expression needs: a cache of queries, the rules it may refer to, and a resolution. */
export interface Context {
  queries: RunQueries;
  rules: readonly Rule[];
  /** The step of range queries. */
  stepMs: number;
  /** What the Collector did with the services' metrics; missing in tests of other parts. */
  flow?: MetricFlow;
  /** The services' metrics, where the traffic file defines how often they export them. */
  exported?: { metrics: readonly SentMetric[]; intervalMs: number };
  /** The traffic is the demo shop, so services, routes and labels of the user's own are not in it. */
  isDemo?: boolean;
  /** Whether suggested expressions are evaluated before they are printed; true by default. */
  isVerified?: boolean;
  /** The traffic is too short for windows and waits of minutes. */
  isQuick?: boolean;
  /** Recording rules that are already being explained, so that a cycle of rules ends. */
  within?: readonly string[];
}

/** The result of a part of an expression over the run. */
export async function resultOf(part: Expression, { queries, stepMs }: Context): Promise<RangeSeries[]> {
  return (await queries.over(part.text, stepMs)).series;
}
