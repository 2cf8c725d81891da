import { agrees } from '../../../scenarios/alerts/watcher.ts';
import type { RuleHealth } from '../../../stack/clients/prometheus.ts';
import type { AlertEpisode, Rule } from '../../inputs/rules/rule.ts';
import { comparableFrom } from './promql/reach.ts';
import type { Context } from './context.ts';
import type { RunQueries } from './run-queries.ts';

/** A rule with what it did over the run. */
export interface EvaluatedRule {
  rule: Rule;
  /** Of an alert; empty for a recording rule. */
  episodes: readonly AlertEpisode[];
  /** How its expression is queried. */
  context: Context;
  /** Where Prometheus could not evaluate it. Nothing else is then worth reporting about the rule. */
  failure?: { message: string; isLatest: boolean };
}

export interface EvaluatedRulesRequest {
  rules: readonly Rule[];
  episodes: readonly AlertEpisode[];
  queries: RunQueries;
  /** Queries over the run are no denser than this. */
  minStepMs?: number;
  /** As of `Context`. */
  more?: Pick<Context, 'flow' | 'exported' | 'isDemo' | 'isVerified' | 'isQuick'>;
}

/** Every rule with its episodes and evaluation failures, in the order of the files. */
export async function readEvaluatedRules(request: EvaluatedRulesRequest): Promise<EvaluatedRule[]> {
  const { rules, episodes, queries, minStepMs = 0, more = {} } = request;
  const health = await queries.prometheus.ruleHealth();
  const evaluated: EvaluatedRule[] = [];
  for (const rule of rules) {
    const context: Context = { queries, rules, stepMs: Math.max(rule.intervalMs, minStepMs), ...more };
    const failure = await failureOf(rule, health, context);
    const own = rule.kind === 'alert' ? episodes.filter((episode) => isOf(rule, rules, episode)) : [];
    const since = comparableFrom(rule.expr, rules, queries.timeline);
    evaluated.push({
      rule,
      episodes: own.filter(({ resolvedAt = Infinity }) => resolvedAt > since),
      context,
      ...(failure ? { failure } : {}),
    });
  }
  return evaluated;
}

/** Alert rules that Prometheus could evaluate. */
export function alertsOf(rules: readonly EvaluatedRule[]): EvaluatedRule[] {
  return rules.filter(({ rule, failure }) => rule.kind === 'alert' && failure === undefined);
}

/** Of several alert rules with one name, an episode belongs to the one whose labels it has. */
function isOf(rule: Rule, rules: readonly Rule[], { alertname, labels }: AlertEpisode): boolean {
  if (alertname !== rule.name) return false;
  const twins = rules.filter(({ kind, name }) => kind === 'alert' && name === rule.name);
  if (twins.length < 2) return true;
  const plain = Object.entries(rule.labels).filter(([, value]) => !value.includes('{{'));
  return agrees({ ...labels }, Object.fromEntries(plain));
}

/** The latest evaluation, else any moment of the run: Prometheus keeps the error of the latest only. */
async function failureOf(
  rule: Rule,
  health: readonly RuleHealth[],
  { queries, stepMs }: Context,
): Promise<EvaluatedRule['failure']> {
  const type = rule.kind === 'alert' ? 'alerting' : 'recording';
  const latest = health.find(
    (one) => one.type === type && one.name === rule.name && one.group === rule.group && one.health === 'err',
  );
  const message = latest ? latest.lastError : (await queries.over(rule.expr, stepMs)).error;
  if (message === undefined || message === '') return undefined;
  return { message, isLatest: latest !== undefined };
}
