import { shorten } from '../../../lib/format/list.ts';
import { type Context, resultOf } from './context.ts';
import { binaryOf, callOf, type Expression, isConstant, parseExpression, unwrap } from './promql/expression.ts';
import type { Reason } from './reason.ts';

/** Labels in `by (...)` that no series of the aggregated expression has. */
export async function unknownGroupings(text: string, context: Context): Promise<Reason[]> {
  const root = parseExpression(text);
  const found: Reason[] = [];
  const visit = async (part: Expression): Promise<void> => {
    const inner = unwrap(part);
    const call = callOf(inner);
    const binary = binaryOf(inner);
    const argument = call?.args.at(-1);
    if (call?.by && call.by.length > 0 && argument && !isConstant(argument)) {
      const series = await resultOf(argument, context);
      const there = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
      for (const label of series.length > 0 ? call.by.filter((name) => !there.has(name)) : []) {
        found.push({
          // Rules for several clusters group by labels that a single one does not have.
          severity: call.by.some((name) => there.has(name)) ? 'info' : 'warning',
          message: `It groups by ${label}, which no series of ${shorten(argument.text)} has.`,
          evidence: [{ label: 'labels', text: [...there].sort().join(', ') }],
        });
      }
    }
    for (const child of call ? call.args : binary ? [binary.left, binary.right] : []) await visit(child);
  };
  if (root) await visit(root);
  return found;
}
