import { children, type Expression } from './expression.ts';

/** An expression and every part of it, the outermost first. */
export function partsOf(expression: Expression): Expression[] {
  return [expression, ...children(expression).flatMap(partsOf)];
}

/** The names of all labels in the matchers and modifiers of an expression. */
export function labelsIn(expression: Expression): string[] {
  return partsOf(expression).flatMap(({ node, text }) => (node.name === 'LabelName' ? [text] : []));
}
