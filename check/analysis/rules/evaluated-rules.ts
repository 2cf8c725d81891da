import { agrees } from '../../../scenarios/alerts/watcher.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import type { RuleHealth } from '../../../stack/clients/prometheus.ts';
import type { AlertEpisode, Rule, RuleSet } from '../../inputs/rules/rule.ts';
import type { Timeline } from '../../run/timeline.ts';
import { atBaseline } from '../../findings/alert-fires-at-baseline.ts';
import type { Context } from './context.ts';
import { flaps } from '../../findings/alert-flaps.ts';
import { neverFires, reasonsOf, withoutResult } from '../../findings/alert-never-fires.ts';
import { outlastsCheck } from '../../findings/window-exceeds-baseline.ts';
import { type AskedPrometheus, RunQueries } from './run-queries.ts';
import { elapsed, shorten } from './threshold.ts';

export interface RuleFindingsRequest {
  rules: Pick<RuleSet, 'rules'>;
  episodes: readonly AlertEpisode[];
  timeline: Timeline;
  prometheus: AskedPrometheus;
  /** Of queries that were asked already, so that none is asked twice. */
  queries?: RunQueries;
}

/** Asked at most so often over a run, so that a run of hours stays one question of Prometheus. */
const mostPoints = 2000;

/**
 * What there is to say of each rule when the traffic is over, in the order of the files: rules that fail, alerts that never fire and why,
 * those that fire at the baseline or flap, and recording rules without a result.
 */
export async function findInRules(request: RuleFindingsRequest): Promise<Finding[]> {
  const { rules, episodes, timeline, prometheus } = request;
  const queries = request.queries ?? new RunQueries(prometheus, timeline);
  const health = await prometheus.ruleHealth();
  const findings: Finding[] = [];
  for (const rule of rules.rules) {
    const stepMs = Math.max(rule.intervalMs, Math.ceil((timeline.end - timeline.start) / mostPoints));
    const context: Context = { queries, rules: rules.rules, stepMs };
    const failing = await failure(rule, health, context);
    if (failing) findings.push(failing);
    else if (rule.kind === 'record') findings.push(...(await recordingFindings(rule, context)));
    else findings.push(...(await alertFindings(rule, rules.rules, episodes, context)));
  }
  return findings;
}

async function alertFindings(
  rule: Rule,
  rules: readonly Rule[],
  episodes: readonly AlertEpisode[],
  context: Context,
): Promise<Finding[]> {
  const own = episodes.filter((episode) => episode.alertname === rule.name && isOf(rule, rules, episode));
  const found = [
    await atBaseline(rule, own, context),
    own.some(({ firingAt }) => firingAt !== undefined) ? undefined : await neverFires(rule, own, context),
    flaps(rule, own, context.queries.timeline),
    outlastsCheck(rule, rules, own, context.queries.timeline),
  ];
  return found.filter((finding) => finding !== undefined);
}

/** Of several alerts of one name an episode is that of the rule whose labels it has. */
function isOf(rule: Rule, rules: readonly Rule[], { labels }: AlertEpisode): boolean {
  const twins = rules.filter(({ kind, name }) => kind === 'alert' && name === rule.name);
  if (twins.length < 2) return true;
  const plain = Object.entries(rule.labels).filter(([, value]) => !value.includes('{{'));
  return agrees({ ...labels }, Object.fromEntries(plain));
}

async function recordingFindings(rule: Rule, context: Context): Promise<Finding[]> {
  if ((await context.queries.series(`{__name__=${JSON.stringify(rule.name)}}`)).length > 0) return [];
  const { timeline } = context.queries;
  const message = `The recording rule ${rule.name} had no result in ${elapsed(timeline.end - timeline.start)}.`;
  return [withoutResult(rule, await reasonsOf(rule, context), 'rule-without-result', message)];
}

/** A rule that Prometheus could not evaluate, at the end or at any moment of the run. */
async function failure(
  rule: Rule,
  health: readonly RuleHealth[],
  { queries, stepMs }: Context,
): Promise<Finding | undefined> {
  const type = rule.kind === 'alert' ? 'alerting' : 'recording';
  const last = health.find(
    (one) => one.type === type && one.name === rule.name && one.group === rule.group && one.health === 'err',
  );
  const error = last ? last.lastError : (await queries.over(rule.expr, stepMs)).error;
  if (error === undefined || error === '') return undefined;
  return {
    kind: 'rule-fails',
    severity: 'error',
    subject: rule.name,
    message: `Prometheus could not evaluate ${rule.name}${last ? ' at its last evaluation' : ' at some moment of the run'}.`,
    why: error,
    hint: hintFor(error),
    source: rule.source,
    evidence: [{ label: 'expression', text: shorten(rule.expr) }],
  };
}

function hintFor(error: string): string {
  if (/many-to-many|duplicate series|many-to-one/.test(error)) {
    return 'Several series of one side have the labels that are matched: aggregate them, or name all that tell them apart.';
  }
  return 'The message is Prometheus’ own.';
}
