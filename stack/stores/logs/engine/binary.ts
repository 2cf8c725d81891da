import { type BinaryExpr, type BinaryOp, comparisonOps } from '../logql/ast.ts';
import { compare } from './label-filter.ts';
import type { Sample, Vector } from './vector.ts';

type Comparison = (typeof comparisonOps)[number];

/** Applies an operator to numbers and vectors; two vectors are matched by all of their labels. */
export function applyBinary(expr: BinaryExpr, left: Vector | number, right: Vector | number): Vector | number {
  if (typeof left === 'number' && typeof right === 'number') {
    return isComparison(expr.op) ? Number(compare(left, expr.op, right)) : calculate(left, expr.op, right);
  }
  if (typeof right === 'number') return combine(expr, left as Vector, () => right, false);
  if (typeof left === 'number') return combine(expr, right, () => left, true);
  const others = new Map(right.map((sample) => [sample.key, sample.value]));
  return combine(expr, left, (sample) => others.get(sample.key), false);
}

/** `swapped` when the vector is on the right-hand side. */
function combine(
  { op, bool }: BinaryExpr,
  vector: Vector,
  other: (sample: Sample) => number | undefined,
  swapped: boolean,
): Vector {
  return vector.flatMap((sample) => {
    const operand = other(sample);
    if (operand === undefined) return [];
    const [left, right] = swapped ? [operand, sample.value] : [sample.value, operand];
    if (!isComparison(op)) return [{ ...sample, value: calculate(left, op, right) }];
    const holds = compare(left, op, right);
    if (bool) return [{ ...sample, value: Number(holds) }];
    return holds ? [sample] : [];
  });
}

function isComparison(op: BinaryOp): op is Comparison {
  return (comparisonOps as readonly string[]).includes(op);
}

function calculate(left: number, op: Exclude<BinaryOp, Comparison>, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
  }
}
