import { shorten } from '../../../lib/format/list.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import { type Context, resultOf } from './context.ts';
import {
  type Binary,
  binaryOf,
  callOf,
  comparisons,
  type Expression,
  isConstant,
  unwrap,
} from './promql/expression.ts';
import { beyondBuckets } from './quantile.ts';
import type { Reason } from './reason.ts';
import { explainThreshold, turnedRound } from './threshold.ts';
import { unmatched } from './unmatched.ts';

/** Why a comparison of two sides that both have data was never true. */
export async function explainComparison(
  binary: Binary,
  comparison: (typeof comparisons)[string],
  leftSeries: RangeSeries[],
  rightSeries: RangeSeries[],
  context: Context,
): Promise<Reason[]> {
  const { left, right, matching } = binary;
  const { timeline } = context.queries;
  // The value of `(x > bool 5) == 1` is 0 or 1: what matters is how near x came to 5.
  const inner = binaryOf(unwrap(left));
  if (inner?.bool === true && comparisons[inner.operator] !== undefined && isConstant(right)) {
    const sides = [await sideOf(inner.left, context), await sideOf(inner.right, context)] as const;
    return explainComparison({ ...inner, bool: false }, comparisons[inner.operator] ?? comparison, ...sides, context);
  }
  if (isConstant(right) || isConstant(left)) {
    const [measured, series, constants, operator] = isConstant(right)
      ? ([left, leftSeries, rightSeries, comparison] as const)
      : ([right, rightSeries, leftSeries, turnedRound(comparison)] as const);
    const threshold = valueOf(constants);
    const limit = await beyondBuckets(measured, operator, threshold, context);
    return [explainThreshold({ measured, series, operator, threshold, timeline, limit })];
  }
  const scalar = callOf(unwrap(right))?.name === 'scalar';
  const difference = `(${left.text}) - ${matching} (${right.text})`;
  const { series } = await context.queries.over(difference, context.stepMs);
  if (series.length === 0) return unmatched(binary, leftSeries, rightSeries, context);
  const measured = { ...left, text: `${shorten(left.text)} minus ${scalar ? right.text : shorten(right.text)}` };
  return [explainThreshold({ measured, series, operator: comparison, threshold: 0, timeline })];
}

/** The series of one side of an operator; a constant is one series with itself. */
export async function sideOf(side: Expression, context: Context): Promise<RangeSeries[]> {
  if (isConstant(side) && !/[a-z(]/i.test(side.text)) return [{ labels: {}, points: [[0, constant(side.text)]] }];
  return resultOf(side, context);
}

function constant(text: string): number {
  return Number(text.replaceAll(/[()\s_]/g, ''));
}

function valueOf(series: readonly RangeSeries[]): number {
  return series[0]?.points.at(-1)?.[1] ?? 0;
}
