import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { formatLabels } from '../../lib/format/labels.ts';
import { shorten } from '../../lib/format/list.ts';
import { comparedAtBaseline, countedOutcomes, missingSelector } from '../analysis/rules/baseline-values.ts';
import { bareCounter } from '../analysis/rules/counters.ts';
import { alertsOf, type EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import { quieterRules } from '../analysis/rules/quieter-rules.ts';
import { suggestRule } from '../analysis/rules/suggest-rule.ts';
import { parseExpression, selectorsIn, selectorsOf } from '../analysis/rules/promql/expression.ts';
import { sampledSpanMetrics, type SampledSpanMetrics } from '../analysis/sampling/sampled-span-metrics.ts';
import { sourceSuffix } from '../../lib/events/source-line.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const alertFiresAtBaseline: FindingDefinition<
  Pick<FindingInputs, 'rules'> & Partial<Pick<FindingInputs, 'collector'>>
> = {
  kind: 'alert-fires-at-baseline',
  category: 'rule',
  needsTime: true,
  severity: 'error',
  summary: 'An alert fires or is pending while there is no fault.',
  docs: {
    meaning:
      'People stop reading an alert that fires without a cause. It is a warning where the alert was only pending, ' +
      'and info where it always fires by design: `vector(1)`, or `absent()` or a default such as `or vector(0)` of ' +
      'something that this traffic does not have.',
    example: 'FailedRequests fired before any fault, 4m15s after the start, with 1 set of labels',
    action:
      'Raise the threshold above the values of the baseline, which `why` reports, use a longer `for`, or count 5xx ' +
      'instead of 4xx responses.',
    silence:
      'For an alert that fires by design: `alerts: {Watchdog: ignore}` under `expect` in ' +
      '[sandbox.yaml](../sandbox-yaml.md).',
  },
  async find({ rules, collector }) {
    const found: Found[] = [];
    const sampled = collector ? sampledSpanMetrics(collector) : [];
    for (const alert of alertsOf(rules)) {
      const metrics = selectorsIn(alert.rule.expr).flatMap(({ metric }) => metric ?? []);
      const cause = sampled.find(({ makes }) => metrics.some(makes));
      const own = await atBaseline(alert);
      found.push(...(cause ? own.map((one) => ofSampled(one, cause)) : own));
    }
    return found;
  },
};

/** The values of span metrics behind a sampler are wrong, which span-metrics-sampled reports as an error. */
function ofSampled(found: Found, { connector, samplers, source }: SampledSpanMetrics): Found {
  const why = `${connector}${sourceSuffix(source)} computes its metric from the traces that ${samplers.join(', ')} kept.`;
  return {
    ...found,
    severity: 'info',
    why,
    hint: undefined,
    proposal: undefined,
    shared: 'their span metrics are computed behind a sampler',
  };
}

async function atBaseline({ rule, episodes, context }: EvaluatedRule): Promise<Found[]> {
  const { timeline } = context.queries;
  const { start, end } = timeline.baseline;
  const active = episodes.filter(({ pendingAt, resolvedAt }) => pendingAt < end && (resolvedAt ?? Infinity) > start);
  if (active.length === 0) return [];
  const firing = active.filter(({ firingAt }) => firingAt !== undefined && firingAt < end);
  const shown = firing.length > 0 ? firing : active;
  const root = parseExpression(rule.expr);
  const selectors = root ? selectorsOf(root) : [];
  const compared = root ? await comparedAtBaseline(root, context) : [];
  const counter = compared.map(({ part, series }) => bareCounter(part, series)).find((name) => name !== undefined);
  const outcomes = await countedOutcomes(selectors, context);
  const missing = root ? await missingSelector(root, context) : undefined;
  const isConstant = selectors.length === 0;
  const since = formatSeconds((shown[0]?.firingAt ?? shown[0]?.pendingAt ?? start) - timeline.start);
  const sets = shown.length === 1 ? '1 set of labels' : `${shown.length} sets of labels`;
  const [first] = compared;
  const why = isConstant
    ? "Its expression selects no series, so it always fires, like a dead man's switch."
    : (missing?.why ??
      outcomes.why ??
      (first && counter !== undefined
        ? `It compares the raw value of the counter ${counter}, which only grows: ${first.values} at the baseline.`
        : first && `Its value was ${first.values} at the baseline.`));
  const hint = outcomes.hint ?? (counter === undefined ? undefined : 'Compare how fast it grows, not its value.');
  const isByDesign = isConstant || missing !== undefined;
  const { good } = isByDesign
    ? {}
    : await suggestRule(rule, await quieterRules(rule, shown, compared, context), context);
  return [
    {
      severity: isConstant ? 'info' : missing ? missing.severity : firing.length > 0 ? 'error' : 'warning',
      subject: rule.name,
      message:
        `${rule.name} ${firing.length > 0 ? 'fired' : 'was pending'} before any fault, ${since} after the start, ` +
        `with ${sets}`,
      why,
      hint: good && `${hint === undefined ? '' : `${hint} `}${good.text}.`,
      proposal: good?.proposal,
      source: rule.source,
      evidence: [
        ...shown.slice(0, 5).map(({ labels }) => ({ label: 'labels', text: formatLabels({ ...labels }) })),
        ...compared.map(({ part, values }) => ({ label: 'compared', text: `${shorten(part.text)}: ${values}` })),
        ...outcomes.evidence,
      ],
    },
  ];
}
