import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { shorten } from '../../lib/format/list.ts';
import { formatCount } from '../../lib/format/number.ts';
import { alertsOf, type EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import { explainNoResult, reportReasons } from '../analysis/rules/explain-result.ts';
import { faultAt } from '../analysis/rules/fault-at.ts';
import { reachOf } from '../analysis/rules/promql/reach.ts';
import { rewritten } from '../analysis/rules/rewrite.ts';
import { withThreshold } from '../analysis/rules/scale.ts';
import { verifyRule } from '../analysis/rules/verify-rule.ts';
import type { Reason } from '../analysis/rules/reason.ts';
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
      'longer than the fault, or the two sides of an operator have no labels in common. It is an error where the ' +
      'alert cannot fire as written, and info where no fault of this traffic affects it.',
    example: 'HighErrorRate never became pending (47m simulated, 3 faults)',
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
      found.push(alert.episodes.length > 0 ? onlyPending(alert) : await neverPending(alert));
    }
    return found;
  },
};

async function neverPending({ rule, context }: EvaluatedRule): Promise<Found> {
  const { start, end, faults } = context.queries.timeline;
  const [first, ...others] = await explainNoResult(rule, context);
  const count = faults.length === 0 ? 'no fault' : faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const reported = reportReasons(
    [withLongRange(first, rule, context), ...others],
    [{ label: 'expression', text: shorten(rule.expr) }],
  );
  return {
    subject: rule.name,
    message: `${rule.name} never became pending (${formatSeconds(end - start)} simulated, ${count})`,
    source: rule.source,
    ...reported,
    hint: first.severity === 'error' ? await withVerified(reported.hint, first, rule, context) : reported.hint,
  };
}

/** The hint with the whole corrected rule, if evaluating it on the recorded series shows that it works. */
async function withVerified(
  hint: string | undefined,
  { fixedThreshold }: Reason,
  rule: EvaluatedRule['rule'],
  context: EvaluatedRule['context'],
): Promise<string | undefined> {
  const fix =
    fixedThreshold === undefined ? await rewritten(rule.expr, context) : withThreshold(rule.expr, fixedThreshold);
  if (fix === undefined) return hint;
  const { isGood, text } = await verifyRule(fix, rule.forMs, context);
  return isGood ? `${hint ?? 'Correct the expression.'} Write: ${fix} (verified: ${text}).` : hint;
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
    severity: 'warning',
    message:
      `${reason.message} It looks back up to ${formatSeconds(reach)}; a fault of ${formatSeconds(longest)} ` +
      `fills only part of ` +
      'that.',
    hint: `Test with a longer fault before you change the threshold: --fault-for ${formatSeconds(3 * longest)}.`,
  };
}

function onlyPending({ rule, episodes, context }: EvaluatedRule): Found {
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
  const outlasts = fault !== undefined && rule.forMs > longest.ms && lasted < rule.forMs;
  const why = outlasts
    ? `Its \`for\` of ${wait} is longer than ${fault.label}, which lasted ${formatSeconds(lasted)}.`
    : resolvedAt === undefined
      ? 'It was still pending when the traffic ended.'
      : `Its condition was not true for ${wait} without a gap.`;
  return {
    severity: resolvedAt === undefined && !outlasts ? 'warning' : 'error',
    subject: rule.name,
    message: `${rule.name} was pending ${pending} ${formatSeconds(longest.ms)}, but fires only after ${wait}`,
    why,
    hint: outlasts
      ? `Use a \`for\` below ${formatSeconds(longest.ms)}, or accept that faults this short do not alert. ` +
        `--fault-for ` +
        `${formatSeconds(rule.forMs + lasted)} tests a longer fault.`
      : 'Use a shorter `for`, or a longer range in the expression so that the condition does not flicker.',
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
