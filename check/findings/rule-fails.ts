import { shorten } from '../../lib/format/list.ts';
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
      '`why` has the message from Prometheus. For many-to-many matching, aggregate one side or match on more labels.',
    silence: 'For an alert: `alerts: {StatusShare: ignore}` under `expect` in [sandbox.yaml](../sandbox-yaml.md).',
  },
  find({ rules }) {
    return rules.flatMap(({ rule, failure }): Found[] => {
      if (!failure) return [];
      return [
        {
          subject: rule.name,
          message:
            `Prometheus could not evaluate ${rule.name} ` +
            (failure.isLatest ? 'at its latest evaluation' : 'during the run'),
          why: `Message from Prometheus: ${failure.message}`,
          hint: hintFor(failure.message),
          source: rule.source,
          evidence: [{ label: 'expression', text: shorten(rule.expr) }],
        },
      ];
    });
  },
};

function hintFor(message: string): string {
  return /many-to-many|duplicate series|many-to-one/.test(message)
    ? 'Several series of one side have the same labels to match: aggregate them, or match on the labels in which ' +
        'they differ.'
    : 'Fix the expression of this rule.';
}
