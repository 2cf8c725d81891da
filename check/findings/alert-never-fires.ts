import { configDuration, formatSeconds } from '../../lib/duration/format-duration.ts';
import { usualWaitsMs } from '../analysis/rules/usual-waits.ts';
import { shorten } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { alertsOf, type EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import { correctionsOf } from '../analysis/rules/corrections.ts';
import { explainNoResult, reportReasons, type Reasons } from '../analysis/rules/explain-result.ts';
import { faultAt } from '../analysis/rules/fault-at.ts';
import { reachOf } from '../analysis/rules/promql/reach.ts';
import { withLongerRanges } from '../analysis/rules/short-ranges.ts';
import { asExpression, suggestRule, type RuleChange } from '../analysis/rules/suggest-rule.ts';
import { vanishedSeries } from '../analysis/rules/vanished-series.ts';
import { withNote } from '../fixes/with-note.ts';
import type { Reason } from '../analysis/rules/reason.ts';
import type { Timeline } from '../run/timeline.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const alertNeverFires: FindingDefinition<Pick<FindingInputs, 'rules'>> = {
  kind: 'alert-never-fires',
  category: 'rule',
  severity: 'error',
  summary: 'An alert did not fire in the whole run, faults included.',
  docs: {
    meaning:
      'Its series do not exist (a metric or label has another name), its threshold was not reached, its `for` is ' +
      'longer than the fault, its series disappeared before a lower limit was reached, or the two sides of an operator have no ' +
      'labels in common. It is an error where the ' +
      'alert cannot fire as written, a warning where a worse or longer fault may make it fire, and ' +
      'info where no fault of this traffic affects it, or only for moments.',
    example: 'HighErrorRate never became pending (1h1m simulated, 7 faults)',
    action:
      '`why` names the part of the expression without a result, with the nearest existing name or the highest value. ' +
      'Correct the expression, or test the alert with a longer fault: `--fault-for 30m`.',
    silence:
      'For an alert that is not meant to fire: `alerts: {HighErrorRate: quiet}` under `expect` in ' +
      '[sandbox.yaml](../sandbox-yaml.md).',
  },
  async find({ rules }) {
    const found: Found[] = [];
    for (const alert of alertsOf(rules)) {
      if (alert.episodes.some(({ firingAt }) => firingAt !== undefined)) continue;
      if (alert.context.isQuick === true) {
        found.push(...(await withoutSeries(alert)));
        continue;
      }
      found.push(await (alert.episodes.length > 0 ? onlyPending(alert) : neverPending(alert)));
    }
    return found;
  },
};

/** In a quick check only what cannot depend on the length of the traffic: names and units. */
async function withoutSeries(alert: EvaluatedRule): Promise<Found[]> {
  if (alert.episodes.length > 0) return [];
  const [first] = await explainNoResult(alert.rule, alert.context);
  return first.severity === 'error' && first.isShort !== true ? [await neverPending(alert)] : [];
}

async function neverPending(alert: EvaluatedRule): Promise<Found> {
  const { rule, context } = alert;
  const { start, end, faults } = context.queries.timeline;
  const vanished = await vanishedSeries(alert);
  const count = faults.length === 0 ? 'no fault' : faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const message = `${rule.name} never became pending (${formatSeconds(end - start)} simulated, ${count})`;
  return explained(message, vanished ? [vanished] : await explainNoResult(rule, context), alert);
}

async function explained(
  message: string,
  [first, ...others]: Reasons,
  { rule, context }: EvaluatedRule,
): Promise<Found> {
  const reported = reportReasons(
    [withLongRange(first, rule, context), ...others],
    [{ label: 'expression', text: shorten(rule.expr) }],
  );
  return {
    subject: rule.name,
    message,
    source: rule.source,
    ...reported,
    ...(first.severity === 'info' ? {} : await suggestion(reported.hint, [first, ...others], rule, context)),
  };
}

/** The hint with the whole corrected rule, if evaluating it on the recorded series shows that it works. */
async function suggestion(
  advice: string | undefined,
  reasons: Reasons,
  rule: EvaluatedRule['rule'],
  context: EvaluatedRule['context'],
): Promise<Pick<Found, 'hint' | 'proposal'>> {
  const [reason] = reasons;
  const texts = await correctionsOf(rule.expr, reasons, context);
  const { good, failed } = await suggestRule(rule, texts.map(asExpression), context);
  const { hint, isShort, corrections: other } = reason;
  if (good) return { hint: `${hint ?? 'Correct the expression.'} ${good.text}.`, proposal: good.proposal };
  if (!failed || hint === undefined || isShort === true || other !== undefined) return { hint: advice };
  // The name or the unit is right, but not all that is needed.
  return { hint: withNote(hint, `tried: with it, ${failed.text}`) };
}

/**
 * A fault that is shorter than the range over which it is counted cannot move the value all the way: a milder reason.
 */
function withLongRange(
  reason: Reason,
  rule: EvaluatedRule['rule'],
  { queries: { timeline }, rules }: EvaluatedRule['context'],
): Reason {
  const reach = reachOf(rule.expr, rules);
  const longest = Math.max(...timeline.faults.map(({ start, end }) => end - start));
  if (reason.isShort !== true || reach <= longest) return reason;
  return {
    ...reason,
    thresholds: undefined,
    severity: 'warning',
    message:
      `${reason.message} It looks back up to ${formatSeconds(reach)}; a fault of ${formatSeconds(longest)} ` +
      `fills only part of ` +
      'that.',
    hint: undefined,
    advice: `Test with a longer fault before you change the threshold: --fault-for ${formatSeconds(3 * longest)}.`,
  };
}

/** Of a fault, or of the time before it. */
const leastShare = 0.2;

/** For how much of a fault, or of the baseline, an alert was pending at most. */
function activeShare(episodes: EvaluatedRule['episodes'], { faults, baseline, end: last }: Timeline): number {
  const shares = [baseline, ...faults].map(({ start, end }) => {
    const within = episodes.map(({ pendingAt, resolvedAt = last }) =>
      Math.max(0, Math.min(resolvedAt, end) - Math.max(pendingAt, start)),
    );
    return within.reduce((sum, ms) => sum + ms, 0) / Math.max(1, end - start);
  });
  return Math.max(0, ...shares);
}

async function onlyPending(alert: EvaluatedRule): Promise<Found> {
  const { rule, episodes, context } = alert;
  const { timeline } = context.queries;
  const lengths = episodes.map((episode) => ({
    episode,
    ms: (episode.resolvedAt ?? timeline.end) - episode.pendingAt,
  }));
  const longest = lengths.reduce((a, b) => (b.ms > a.ms ? b : a));
  const { pendingAt, labels, resolvedAt } = longest.episode;
  const fault = faultAt(timeline, pendingAt, labels);
  const lasted = fault ? fault.end - fault.start : 0;
  const wait = formatSeconds(rule.forMs);
  const pending = episodes.length === 1 ? 'once, for' : `${formatCount(episodes.length)} times, for at most`;
  const message = `${rule.name} was pending ${pending} ${formatSeconds(longest.ms)}, but fires only after ${wait}`;
  const vanished = await vanishedSeries(alert);
  if (vanished) return explained(message, [vanished], alert);
  // A condition that is true for moments is not about a fault.
  const isBrief = resolvedAt !== undefined && activeShare(episodes, timeline) < leastShare;
  const outlasts = !isBrief && fault !== undefined && rule.forMs > longest.ms && lasted < rule.forMs;
  const why = outlasts
    ? `Its \`for\` of ${wait} is longer than ${fault.label}, which lasted ${formatSeconds(lasted)}.`
    : resolvedAt === undefined
      ? 'It was still pending when the traffic ended.'
      : `Its condition was not true for ${wait} without a gap.`;
  const waits = usualWaitsMs.filter((ms) => ms < Math.min(longest.ms, rule.forMs));
  const shorter = waits.map((ms): RuleChange => ({ key: 'for', value: configDuration(ms) }));
  // With too few samples the condition has gaps, and a shorter `for` would only hide them.
  const longer = withLongerRanges(rule.expr, context.exported);
  const { good: withRanges } = await suggestRule(rule, longer === undefined ? [] : [asExpression(longer)], context);
  const { good } = withRanges ? { good: withRanges } : await suggestRule(rule, isBrief ? [] : shorter, context);
  const advice = outlasts ? `--fault-for ${formatSeconds(rule.forMs + lasted)} tests a longer fault.` : undefined;
  return {
    // A longer fault may make it fire.
    severity: isBrief ? 'info' : resolvedAt === undefined || outlasts ? 'warning' : 'error',
    subject: rule.name,
    message,
    why: withRanges
      ? `${why} Ranges in it have fewer than two samples at the export interval of the traffic file, ${formatSeconds(context.exported?.intervalMs ?? 0)}.`
      : why,
    hint: [good && `${good.text}.`, advice].filter(Boolean).join(' ') || undefined,
    proposal: good?.proposal,
    source: rule.source,
    evidence: lengths.slice(0, 5).map(({ episode, ms }) => {
      const during = faultAt(timeline, episode.pendingAt);
      return {
        label: `pending after ${formatSeconds(episode.pendingAt - timeline.start)}`,
        text: `${formatSeconds(ms)}${during ? `, during ${during.label}` : ''}`,
      };
    }),
  };
}
