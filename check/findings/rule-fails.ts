import { shorten } from '../../lib/format/list.ts';
import type { EvaluatedRule } from '../analysis/rules/evaluated-rules.ts';
import { otherMatchings } from '../analysis/rules/matching-changes.ts';
import { asExpression, suggestRule } from '../analysis/rules/suggest-rule.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const ruleFails: FindingDefinition<Pick<FindingInputs, 'rules'>> = {
  kind: 'rule-fails',
  category: 'rule',
  severity: 'error',
  summary: 'Prometheus could not evaluate a rule.',
  docs: {
    meaning:
      'Many-to-many matching, duplicate labels after `label_replace`, or similar. The alert or metric of the rule is ' +
      'missing.',
    example: 'Prometheus could not evaluate StatusShare at its latest evaluation',
    action:
      '`why` has the message from Prometheus. For many-to-many matching, aggregate one side or match on more labels; a ' +
      'hint has an expression that Prometheus evaluated on the series of the run.',
    silence: 'For an alert: `alerts: {StatusShare: ignore}` under `expect` in [sandbox.yaml](../sandbox-yaml.md).',
  },
  async find({ rules }) {
    const found: Found[] = [];
    for (const one of rules) {
      const { rule, failure } = one;
      if (!failure) continue;
      found.push({
        subject: rule.name,
        message:
          `Prometheus could not evaluate ${rule.name} ` +
          (failure.isLatest ? 'at its latest evaluation' : 'during the run'),
        why: `Message from Prometheus: ${failure.message}`,
        ...(await suggestion(one)),
        source: rule.source,
        evidence: [{ label: 'expression', text: shorten(rule.expr) }],
      });
    }
    return found;
  },
};

/** Another matching of the sides of an operator, if Prometheus evaluates it and an alert is quiet at the baseline. */
async function suggestion({ rule, context, failure }: EvaluatedRule): Promise<Pick<Found, 'hint' | 'proposal'>> {
  if (!failure || !/many-to-many|duplicate series|many-to-one/.test(failure.message)) return {};
  const texts = await otherMatchings(rule.expr, context);
  const { good } = await suggestRule(rule, texts.map(asExpression), context, { isQuietEnough: true });
  return good ? { hint: `Match series one to one. ${good.text}.`, proposal: good.proposal } : {};
}
