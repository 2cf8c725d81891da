import { shorten } from '../../../lib/format/list.ts';
import { type Context, resultOf } from './context.ts';
import { callOf, type Expression, isConstant, parseExpression } from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import type { Reason } from './reason.ts';

/** An aggregation `by (...)` in an expression. */
interface Grouping {
  part: Expression;
  by: readonly string[];
  argument: Expression;
}

/** The aggregations by labels in an expression, the outermost first. */
export function groupingsIn(text: string): Grouping[] {
  const root = parseExpression(text);
  return (root ? partsOf(root) : []).flatMap((part) => {
    const call = part.node.name === 'AggregateExpr' ? callOf(part) : undefined;
    const argument = call?.args.at(-1);
    return call?.by && call.by.length > 0 && argument && !isConstant(argument) ? [{ part, by: call.by, argument }] : [];
  });
}

/** The labels of the series that a part of an expression selects in this run; undefined without series. */
export async function labelsOf(part: Expression, context: Context): Promise<ReadonlySet<string> | undefined> {
  const series = await resultOf(part, context);
  return series.length === 0 ? undefined : new Set(series.flatMap(({ labels }) => Object.keys(labels)));
}

/** Labels in `by (...)` that no series of the aggregated expression has. */
export async function unknownGroupings(text: string, context: Context): Promise<Reason[]> {
  const found: Reason[] = [];
  for (const { by, argument } of groupingsIn(text)) {
    const there = await labelsOf(argument, context);
    if (!there) continue;
    for (const label of by.filter((name) => !there.has(name))) {
      found.push({
        // Rules for several clusters group by labels that a single one does not have.
        severity: by.some((name) => there.has(name)) ? 'info' : 'warning',
        message: `It groups by ${label}, which no series of ${shorten(argument.text)} has.`,
        evidence: [{ label: 'labels', text: [...there].sort().join(', ') }],
      });
    }
  }
  return found;
}
