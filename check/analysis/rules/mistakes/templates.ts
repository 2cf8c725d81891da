import { formatList } from '../../../../lib/format/list.ts';
import type { Rule } from '../../../inputs/rules/rule.ts';
import { type Context } from '../context.ts';
import type { Mistake } from './mistake.ts';

/** Labels of the template variable `$labels` that the result of an alert does not have. */
export async function missingTemplateLabels(rule: Rule, context: Context): Promise<Mistake[]> {
  const templates = { ...rule.labels, ...rule.annotations };
  const used = new Set(
    Object.values(templates).flatMap((text) =>
      Array.from(
        text.matchAll(/\$labels\.(\w+)|index \$labels "([^"]+)"/g),
        ([, plain, quoted]) => plain ?? quoted ?? '',
      ),
    ),
  );
  if (used.size === 0) return [];
  const { series } = await context.queries.over(rule.expr, context.stepMs);
  if (series.length === 0) return [];
  const there = new Set([
    ...series.flatMap(({ labels }) => Object.keys(labels)),
    ...Object.keys(rule.labels),
    'alertname',
  ]);
  const missing = [...used].filter((label) => !there.has(label));
  if (missing.length === 0) return [];
  const where = Object.entries(templates)
    .filter(([, text]) => missing.some((label) => text.includes(label)))
    .map(([name]) => name);
  return [
    {
      severity: 'warning',
      message: `uses ${formatList(missing.map((label) => `$labels.${label}`))} in ${formatList(where)}, which its expression does not return`,
      why: `It is empty in notifications. The expression returns ${
        [...there]
          .filter((name) => name !== '__name__' && name !== 'alertname')
          .sort()
          .join(', ') || 'no labels'
      }.`,
    },
  ];
}

/** A label whose value is the value of the expression: each evaluation is then another alert. */
export function valueAsLabel({ labels }: Rule): Mistake[] {
  const names = Object.entries(labels)
    .filter(([, text]) => /\$value\b|\{\{[^}]*\.Value\b/.test(text))
    .map(([name]) => name);
  if (names.length === 0) return [];
  return [
    {
      severity: 'error',
      message: `has its value in the label ${formatList(names)}`,
      why: 'The labels identify an alert: with every change of the value the alert resolves and another begins, and a `for` starts again. Annotations do not identify it.',
    },
  ];
}
