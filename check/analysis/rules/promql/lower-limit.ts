import { binaryOf, comparisons, type Expression, isConstant, parseExpression, unwrap } from './expression.ts';

/** An expression that is true when there is too little of something. */
export interface LowerLimit {
  /** The rate on the left. */
  measured: Expression;
  operator: '<' | '<=' | '==';
  limit: string;
}

/** The parts of `rate(...) < 1` or `rate(...) == 0`; undefined for others, and where absence has a result, too. */
export function lowerLimitOf(text: string): LowerLimit | undefined {
  const root = parseExpression(text);
  if (!root || /\babsent(_over_time)?\s*\(|\bor\b|\bunless\b/.test(text)) return undefined;
  const binary = binaryOf(unwrap(root));
  const operator = comparisons[binary?.operator ?? ''];
  if (!binary || (operator !== '<' && operator !== '<=' && operator !== '==')) return undefined;
  const { left: measured, right } = binary;
  // A ratio is not an amount.
  const isAmount = /\b(rate|increase)\s*\(/.test(measured.text) && !measured.text.includes('/');
  return isAmount && isConstant(right) ? { measured, operator, limit: right.text } : undefined;
}
