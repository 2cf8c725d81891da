import { shorten } from '../../../lib/format/list.ts';
import { type Context, resultOf } from './context.ts';
import { callOf, type Expression, isConstant, parseExpression } from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import type { Reason } from './reason.ts';

/** An aggregation `by (...)`, and the labels that the series have which it aggregates. */
export interface Grouping {
  part: Expression;
  by: readonly string[];
  argument: Expression;
  there: ReadonlySet<string>;
}

/** The aggregations in an expression that aggregate anything in this run, and not by labels alone that the series have. */
export async function groupingsWithoutLabels(root: Expression, context: Context): Promise<Grouping[]> {
  const found: Grouping[] = [];
  for (const part of partsOf(root)) {
    const call = part.node.name === 'AggregateExpr' ? callOf(part) : undefined;
    const argument = call?.args.at(-1);
    if (!call?.by || call.by.length === 0 || !argument || isConstant(argument)) continue;
    const series = await resultOf(argument, context);
    const there = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
    if (series.length > 0 && call.by.some((label) => !there.has(label)))
      found.push({ part, by: call.by, argument, there });
  }
  return found;
}

/** Labels in `by (...)` that no series of the aggregated expression has. */
export async function unknownGroupings(text: string, context: Context): Promise<Reason[]> {
  const root = parseExpression(text);
  const groupings = root ? await groupingsWithoutLabels(root, context) : [];
  return groupings.flatMap(({ by, argument, there }) =>
    by
      .filter((label) => !there.has(label))
      .map((label): Reason => ({
        // Rules for several clusters group by labels that a single one does not have.
        severity: by.some((name) => there.has(name)) ? 'info' : 'warning',
        message: `It groups by ${label}, which no series of ${shorten(argument.text)} has.`,
        evidence: [{ label: 'labels', text: [...there].sort().join(', ') }],
      })),
  );
}
