import { shorten } from '../../../../lib/format/list.ts';
import { type Context, resultOf } from '../context.ts';
import { groupingsWithoutLabels } from '../groupings.ts';
import { parseExpression, selectorsOf } from '../promql/expression.ts';
import type { Mistake } from './mistake.ts';

/**
 * Labels in `by (...)` that services sent as attributes and the series do not have: the rule has a result, but for all of
 * them together. A rule without a result has a finding of its own.
 */
export async function lostGroupings(text: string, context: Context): Promise<Mistake[]> {
  const root = parseExpression(text);
  const { flow } = context;
  if (!root || !flow || (await resultOf(root, context)).length === 0) return [];
  const found = new Map<string, Mistake>();
  for (const { by, argument, there } of await groupingsWithoutLabels(root, context)) {
    for (const label of by.filter((one) => !there.has(one) && !found.has(one))) {
      const reasons = selectorsOf(argument).map(({ metric }) => metric && flow.lostLabel(metric, label));
      const reason = reasons.find((one) => one !== undefined && one !== '');
      if (!reason) continue;
      found.set(label, {
        severity: 'warning',
        message: `groups by ${label}, which no series of ${shorten(argument.text)} has`,
        why: `${reason.message} Series that differ in it become one.`,
      });
    }
  }
  return [...found.values()];
}
