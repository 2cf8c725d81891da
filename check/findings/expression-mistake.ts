import { shorten } from '../../lib/format/list.ts';
import { blindToAbsence, misusedFunctions } from '../analysis/rules/mistakes/functions.ts';
import { joinedLabels } from '../analysis/rules/mistakes/joined-labels.ts';
import { lostGroupings } from '../analysis/rules/mistakes/lost-groupings.ts';
import type { Mistake } from '../analysis/rules/mistakes/mistake.ts';
import { renamedGroupings } from '../analysis/rules/mistakes/renamed-groupings.ts';
import { selfRatios } from '../analysis/rules/mistakes/self-ratio.ts';
import { shortWindows } from '../analysis/rules/mistakes/short-windows.ts';
import { vanishedSeries } from '../analysis/rules/vanished-series.ts';
import { missingTemplateLabels, valueAsLabel } from '../analysis/rules/mistakes/templates.ts';
import { asExpression, suggestRule } from '../analysis/rules/suggest-rule.ts';
import type { EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import type { Rule } from '../inputs/rules/rule.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const expressionMistake: FindingDefinition<Pick<FindingInputs, 'rules' | 'observations'>> = {
  kind: 'expression-mistake',
  category: 'rule',
  severity: 'error',
  summary: 'A rule has a result, but not the one that it is meant to have.',
  docs: {
    meaning:
      'The rule divides a series by itself, takes the rate of a gauge, of a sum of counters, or the delta of a counter, or has its ' +
      'value among its labels. It is a warning where it groups by a label that has another name in this traffic or was lost on ' +
      'the way to Prometheus, where a template or `group_left` uses a label that does not exist, and where two alerts are the same, and info where a range is too short for the ' +
      'default export interval of the SDKs or an alert cannot see its series disappear.',
    example:
      'ErrorsPerService divides each series of http_server_request_duration_seconds_count by itself: the ratio is always 1',
    action: 'Correct the expression. An expression in a hint was evaluated on the series of the run.',
    silence: 'For an alert: `alerts: {ErrorsPerService: ignore}` under `expect` in [sandbox.yaml](../sandbox-yaml.md).',
  },
  async find({ rules, observations: { metrics = [], exportIntervalMs } }) {
    const found: Found[] = [];
    const firstAlerts = firstAlertsOf(rules);
    for (const one of rules) {
      const { rule, context, failure } = one;
      if (failure) continue;
      const mistakes = [
        ...(await selfRatios(rule.expr, context)),
        ...misusedFunctions(rule.expr, metrics),
        ...(await joinedLabels(rule.expr, context)),
        ...(await renamedGroupings(rule.expr, context)),
        ...(await lostGroupings(rule.expr, context)),
        ...(rule.kind === 'alert' ? valueAsLabel(rule) : []),
        ...(rule.kind === 'alert' ? await missingTemplateLabels(rule, context) : []),
        ...duplicates(rule, firstAlerts),
        // Where its series did disappear, alert-never-fires reports it.
        ...(rule.kind === 'alert' && !(await vanishedSeries(one)) ? blindToAbsence(rule.expr) : []),
        ...shortWindows(rule.expr, metrics, exportIntervalMs),
      ];
      for (const mistake of mistakes) found.push(await foundOf(one, mistake));
    }
    return found;
  },
};

async function foundOf({ rule, context }: EvaluatedRule, { message, hint, fix, ...mistake }: Mistake): Promise<Found> {
  const { good } = await suggestRule(rule, fix === undefined ? [] : [asExpression(fix)], context);
  return {
    ...mistake,
    subject: rule.name,
    message: `${rule.name} ${message}`,
    hint: good && `${hint ?? ''} ${good.text}.`.trim(),
    proposal: good?.proposal,
    source: rule.source,
    evidence: [{ label: 'expression', text: shorten(rule.expr) }],
  };
}

/** What an alert is for Alertmanager: its name and labels. */
function identityOf({ name, labels }: Rule): string {
  return JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))]);
}

/** The first alert with each name and labels. */
function firstAlertsOf(rules: readonly EvaluatedRule[]): ReadonlyMap<string, Rule> {
  const alerts = rules.flatMap(({ rule }) => (rule.kind === 'alert' ? [rule] : []));
  return new Map(alerts.toReversed().map((rule) => [identityOf(rule), rule]));
}

/** An alert with the name and labels of an earlier one. */
function duplicates(rule: Rule, firstAlerts: ReadonlyMap<string, Rule>): Mistake[] {
  const first = rule.kind === 'alert' ? firstAlerts.get(identityOf(rule)) : undefined;
  if (!first || first === rule) return [];
  return [
    {
      severity: 'warning',
      message: `has the name and labels of the alert in ${first.source.file}:${first.source.line}`,
      why: 'Both are one alert for Alertmanager: where one resolves, the notification of the other ends.',
    },
  ];
}
