import { shorten } from '../../../../lib/format/list.ts';
import { type Context, resultOf } from '../context.ts';
import { currentLabel, isReplacedLabel } from '../nearest-metrics.ts';
import { callOf, isConstant, parseExpression } from '../promql/expression.ts';
import { partsOf } from '../promql/parts.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import type { Mistake } from './mistake.ts';

/** Labels in `by (...)` that the aggregated series have under another name: all of them become one series. */
export async function renamedGroupings(text: string, context: Context): Promise<Mistake[]> {
  const root = parseExpression(text);
  const found: Mistake[] = [];
  for (const part of root ? partsOf(root) : []) {
    const call = part.node.name === 'AggregateExpr' ? callOf(part) : undefined;
    const argument = call?.args.at(-1);
    if (!argument || isConstant(argument) || call?.by?.some(isReplacedLabel) !== true) continue;
    const series = await resultOf(argument, context);
    const there = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
    for (const label of call.by) {
      const now = currentLabel(label, there);
      if (now === undefined) continue;
      const names = partsOf(part).filter(({ node, text: name }) => node.name === 'LabelName' && name === label);
      found.push({
        severity: 'error',
        message: `groups by ${label}, which no series of ${shorten(argument.text)} has`,
        why: `They have ${now}. Series that differ in it become one.`,
        hint: `Group by ${now}.`,
        fix: replaceParts(
          text,
          names.map((name) => ({ part: name, text: now })),
        ),
      });
    }
  }
  return found;
}
