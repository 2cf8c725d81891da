import { formatSeconds } from '../../lib/duration/format-duration.ts';
import { shorten } from '../../lib/format/list.ts';
import { correctionsOf } from '../analysis/rules/corrections.ts';
import { asExpression, suggestRule } from '../analysis/rules/suggest-rule.ts';
import { explainNoResult, reportReasons } from '../analysis/rules/explain-result.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const ruleWithoutResult: FindingDefinition<Pick<FindingInputs, 'rules'>> = {
  kind: 'rule-without-result',
  category: 'rule',
  severity: 'error',
  summary: 'A recording rule recorded nothing in the whole run.',
  docs: {
    meaning:
      'Alerts and dashboards that use the recorded metric have no data. The reasons are those of ' +
      '[alert-never-fires](alert-never-fires.md).',
    example: 'The recording rule job:errors:rate5m had no result (1h1m simulated)',
    action: 'Correct the part of the expression that `why` names.',
  },
  async find({ rules }) {
    const found: Found[] = [];
    for (const { rule, context, failure } of rules) {
      if (rule.kind !== 'record' || failure) continue;
      const { timeline } = context.queries;
      if ((await context.queries.series(`{__name__=${JSON.stringify(rule.name)}}`)).length > 0) continue;
      const evidence = [{ label: 'expression', text: shorten(rule.expr) }];
      const reasons = await explainNoResult(rule, context);
      const [first] = reasons;
      if (context.isQuick === true && first.severity !== 'error') continue;
      const corrections = first.severity === 'info' ? [] : await correctionsOf(rule.expr, reasons, context);
      const { good } = await suggestRule(rule, corrections.map(asExpression), context);
      found.push({
        subject: rule.name,
        message:
          `The recording rule ${rule.name} had no result ` +
          `(${formatSeconds(timeline.end - timeline.start)} simulated)`,
        source: rule.source,
        ...reportReasons(reasons, evidence),
        ...(good ? { hint: `${first.hint ?? 'Correct the expression.'} ${good.text}.`, proposal: good.proposal } : {}),
      });
    }
    return found;
  },
};
