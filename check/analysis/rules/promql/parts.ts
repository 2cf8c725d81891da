import { children, type Expression } from './expression.ts';

/** An expression and every part of it, the outermost first. */
export function partsOf(expression: Expression): Expression[] {
  return [expression, ...children(expression).flatMap(partsOf)];
}
