import type { CompareOp, LabelPredicate } from '../logql/ast.ts';
import { parseNanoseconds } from '../../../../lib/duration/nanoseconds.ts';
import { parseBytes } from '../logql/parse-bytes.ts';
import type { Line } from './line.ts';
import { compileMatcher } from './matcher.ts';

type Test = (line: Line) => boolean;

/** A filter on labels, structured metadata and parsed fields. */
export function compilePredicate(predicate: LabelPredicate): Test {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const [left, right] = [compilePredicate(predicate.left), compilePredicate(predicate.right)];
      return predicate.kind === 'and' ? (line) => left(line) && right(line) : (line) => left(line) || right(line);
    }
    case 'match': {
      const matches = compileMatcher(predicate.matcher);
      const { name } = predicate.matcher;
      return (line) => matches(line.get(name) ?? '');
    }
    case 'compare':
      return compileComparison(predicate);
  }
}

/**
 * As in Loki: a line without the field does not pass, one whose field is not a number passes with an `__error__`,
 * and one that has an error already passes.
 */
function compileComparison(comparison: LabelPredicate & { kind: 'compare' }): Test {
  const { name, op, value: wanted } = comparison;
  const parse = parsers[comparison.unit];
  return (line) => {
    if (line.error !== undefined) return true;
    const text = line.get(name);
    if (text === undefined) return false;
    try {
      return compare(parse(text), op, wanted);
    } catch (error) {
      line.fail('LabelFilterErr', error instanceof Error ? error.message : String(error));
      return true;
    }
  };
}

const parsers: Record<(LabelPredicate & { kind: 'compare' })['unit'], (text: string) => number> = {
  number: parseNumber,
  duration: (text) => Number(parseNanoseconds(text)),
  bytes: parseBytes,
};

function parseNumber(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`"${text}" is not a number`);
  return Number(text);
}

/** Applies a comparison to two numbers. */
export function compare(left: number, op: CompareOp, right: number): boolean {
  switch (op) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}
