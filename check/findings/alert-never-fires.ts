import type { Finding, FindingKind } from '../../lib/events/finding.ts';
import type { AlertEpisode, Rule } from '../inputs/rules/rule.ts';
import type { Context } from '../analysis/rules/context.ts';
import { explainEmpty } from '../analysis/rules/explain-empty.ts';
import { faultAt } from '../analysis/rules/fault-at.ts';
import { unknownGroupings } from '../analysis/rules/groupings.ts';
import { reachOf } from '../analysis/rules/promql/reach.ts';
import { ranked, type Reason } from '../analysis/rules/reason.ts';
import { elapsed, shorten } from '../analysis/rules/threshold.ts';

/** Why an alert of which no episode fired did not: its expression had no result, or not for long enough. */
export async function neverFires(rule: Rule, episodes: readonly AlertEpisode[], context: Context): Promise<Finding> {
  const { timeline } = context.queries;
  const played = elapsed(timeline.end - timeline.start);
  const faults = timeline.faults.length === 1 ? 'a fault' : `${timeline.faults.length} faults`;
  if (episodes.length > 0) return neverLongEnough(rule, episodes, context);
  const [first, ...others] = await reasonsOf(rule, context);
  const main = filledInPart(first, rule, context);
  return withoutResult(
    rule,
    [main, ...others],
    'alert-never-fires',
    `${rule.name} was inactive through all of ${played} with ${timeline.faults.length === 0 ? 'no fault' : faults}.`,
  );
}

/** A finding about a rule that has no result, with why: the first reason, and what else there is. */
export function withoutResult(
  rule: Rule,
  [main, ...others]: readonly [Reason, ...Reason[]],
  kind: FindingKind,
  message: string,
): Finding {
  return {
    kind,
    severity: main.severity,
    subject: rule.name,
    message,
    why: main.message,
    ...(main.hint === undefined ? {} : { hint: main.hint }),
    source: rule.source,
    evidence: [
      ...main.evidence,
      ...others.map((other) => ({ label: 'also', text: other.message })),
      { label: 'expression', text: shorten(rule.expr) },
    ],
    ...(main.shared === undefined ? {} : { shared: main.shared }),
  };
}

/** A fault that is shorter than the window in which it is counted moves its value only so far. */
function filledInPart(reason: Reason, rule: Rule, { queries: { timeline }, rules }: Context): Reason {
  const reach = reachOf(rule.expr, rules);
  const longest = Math.max(...timeline.faults.map(({ start, end }) => end - start));
  if (reason.isShort !== true || reach <= longest) return reason;
  return {
    ...reason,
    severity: 'warning',
    message: `${reason.message} It looks back up to ${elapsed(reach)}, of which a fault of ${elapsed(longest)} fills only a part.`,
    hint: `See what a longer fault does, as with --fault-for ${elapsed(3 * longest)}, before the threshold is changed.`,
  };
}

/** Why a recording rule or a query has no result: at least that it has none. */
export async function reasonsOf(
  { expr, forMs }: Pick<Rule, 'expr' | 'forMs'>,
  context: Context,
): Promise<[Reason, ...Reason[]]> {
  const { series, error } = await context.queries.over(expr, context.stepMs);
  if (error !== undefined)
    return [{ severity: 'error', message: `Prometheus cannot evaluate it: ${error}`, evidence: [] }];
  // Before the first scrape nothing is there, which is no matter of the rule.
  const { baseline } = context.queries.timeline;
  if (series.some(({ points }) => points.some(([time]) => time >= baseline.start))) {
    const message = `Its expression has a result, but never at the moments at which Prometheus evaluates it${forMs > 0 ? '' : ', as it holds for too short a time'}.`;
    return [{ severity: 'warning', message, evidence: [] }];
  }
  const reasons = ranked([...(await explainEmpty(expr, context)), ...(await unknownGroupings(expr, context))]);
  const [first, ...others] = reasons;
  if (first) return [first, ...others];
  return [{ severity: 'warning', message: 'The result of its expression was empty throughout.', evidence: [] }];
}

function neverLongEnough(rule: Rule, episodes: readonly AlertEpisode[], { queries: { timeline } }: Context): Finding {
  const lengths = episodes.map((episode) => ({
    episode,
    ms: (episode.resolvedAt ?? timeline.end) - episode.pendingAt,
  }));
  const longest = lengths.reduce((a, b) => (b.ms > a.ms ? b : a));
  const { pendingAt, labels, resolvedAt } = longest.episode;
  const fault = faultAt(timeline, pendingAt, labels);
  const lasted = fault ? fault.end - fault.start : 0;
  const wait = elapsed(rule.forMs);
  const times = episodes.length === 1 ? 'once' : `${episodes.length} times`;
  const outlasts = fault !== undefined && rule.forMs > longest.ms && lasted < rule.forMs;
  const why = outlasts
    ? `Its \`for\` of ${wait} outlasts ${fault.label}, which lasted ${elapsed(lasted)}.`
    : resolvedAt === undefined
      ? 'It was still pending when the traffic ended.'
      : `Its condition does not hold for ${wait} without a gap.`;
  return {
    kind: 'alert-never-fires',
    severity: resolvedAt === undefined && !outlasts ? 'warning' : 'error',
    subject: rule.name,
    message: `${rule.name} went pending ${times}, for ${elapsed(longest.ms)} at the longest, but fires only after ${wait}.`,
    why,
    hint: outlasts
      ? `Choose a \`for\` below ${elapsed(longest.ms)}, or accept that a fault as short as this is not told: --fault-for ${elapsed(rule.forMs + lasted)} plays a longer one.`
      : 'Choose a shorter `for`, or a longer range in the expression so that it does not flicker.',
    source: rule.source,
    evidence: lengths.slice(0, 5).map(({ episode, ms }) => ({
      label: `pending after ${elapsed(episode.pendingAt - timeline.start)}`,
      text: `${elapsed(ms)}${faultAt(timeline, episode.pendingAt) ? `, during ${faultAt(timeline, episode.pendingAt)?.label ?? ''}` : ''}`,
    })),
  };
}
