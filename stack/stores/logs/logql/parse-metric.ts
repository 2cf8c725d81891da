import type { SyntaxNode } from '@lezer/common';
import {
  type Aggregator,
  aggregators,
  arithmeticOps,
  type BinaryOp,
  comparisonOps,
  type Grouping,
  type LogQuery,
  type MetricExpr,
  type RangeFunction,
  rangeFunctions,
} from './ast.ts';
import { parseError, unsupported } from './query-error.ts';
import { childText, children, descendants, textOf } from './tree.ts';
import { parseNanoseconds } from '../../../../lib/duration/nanoseconds.ts';

/** Reads the log query within a range, which the caller knows to read. */
export type ReadLogQuery = (node: SyntaxNode) => LogQuery;

const binaryOps: readonly string[] = [...arithmeticOps, ...comparisonOps];

/** Reads a node `MetricExpr` or `Expr` of the grammar. */
export function parseMetric(query: string, node: SyntaxNode, readLog: ReadLogQuery): MetricExpr {
  const expr = unwrap(node);
  switch (expr.name) {
    case 'MetricExpr':
      return parseMetric(query, expr, readLog);
    case 'LiteralExpr':
      return { kind: 'number', value: Number(textOf(query, expr).replace(/\s/g, '')) };
    case 'VectorExpr':
      return { kind: 'vector', value: Number(childText(query, expr, 'Number')) };
    case 'RangeAggregationExpr':
      return parseRange(query, expr, readLog);
    case 'VectorAggregationExpr':
      return parseAggregation(query, expr, readLog);
    case 'BinOpExpr':
      return associate(query, flatten(query, expr), readLog);
    default: {
      const word = /^\w*/.exec(textOf(query, expr))?.[0] ?? '';
      throw unsupported(query, expr.from, `"${word}"`, supportedFunctions());
    }
  }
}

function parseRange(query: string, node: SyntaxNode, readLog: ReadLogQuery): MetricExpr {
  const name = childText(query, node, 'RangeOp');
  const range = node.getChild('LogRangeExpr');
  if (range === null) throw parseError(query, node.from, 'syntax error: a range such as [5m] is missing');
  if (!isOneOf(rangeFunctions, name)) throw unsupported(query, node.from, `the function ${name}`, supportedFunctions());
  if (range.getChild('UnwrapExpr')) throw unsupported(query, range.from, 'unwrap', supportedFunctions());
  const interval = range.getChild('Range');
  if (interval === null) throw parseError(query, range.from, 'syntax error: a range such as [5m] is missing');
  const offset = range.getChild('OffsetExpr');
  return {
    kind: 'range',
    function: name satisfies RangeFunction,
    query: readLog(range),
    range: duration(query, interval),
    offset: offset === null ? 0n : duration(query, offset),
  };
}

function parseAggregation(query: string, node: SyntaxNode, readLog: ReadLogQuery): MetricExpr {
  const operator = childText(query, node, 'VectorOp');
  const operand = node.getChild('MetricExpr');
  if (operand === null) throw parseError(query, node.from, 'syntax error: the operand is missing');
  if (!isOneOf(aggregators, operator)) {
    throw unsupported(query, node.from, `the aggregation ${operator}`, supportedFunctions());
  }
  const number = node.getChild('Number');
  const ranks = operator === 'topk' || operator === 'bottomk';
  if (ranks !== (number !== null)) {
    const problem = ranks
      ? `parameter required for operation ${operator}`
      : `unsupported parameter for operation ${operator}`;
    throw parseError(query, node.from, problem);
  }
  return {
    kind: 'aggregate',
    operator: operator satisfies Aggregator,
    parameter: number === null ? undefined : Number(textOf(query, number)),
    grouping: parseGrouping(query, node.getChild('Grouping')),
    operand: parseMetric(query, operand, readLog),
  };
}

function parseGrouping(query: string, node: SyntaxNode | null): Grouping | undefined {
  if (node === null) return undefined;
  const labels = descendants(node, 'Identifier').map((label) => textOf(query, label));
  return { without: node.getChild('Without') !== null, labels };
}

interface Operator {
  op: BinaryOp;
  bool: boolean;
}

/** Operands and the operators between them, which the grammar nests from left to right without regard to precedence. */
interface Chain {
  operands: SyntaxNode[];
  operators: Operator[];
}

function flatten(query: string, node: SyntaxNode): Chain {
  const inner = unwrap(node);
  const binary = node.name === 'BinOpExpr' ? node : inner.name === 'BinOpExpr' ? inner : undefined;
  if (binary === undefined) return { operands: [node], operators: [] };
  const [left, right] = binary.getChildren('Expr');
  const operator = children(binary).find((child) => child.name !== 'Expr' && child.name !== 'BinOpModifier');
  if (left === undefined || right === undefined || operator === undefined) {
    throw parseError(query, binary.from, 'syntax error: an operand is missing');
  }
  const op = textOf(query, operator);
  if (!binaryOps.includes(op)) {
    throw unsupported(query, operator.from, `the operator ${op}`, `it has ${binaryOps.join(' ')}`);
  }
  const modifier = binary.getChild('BinOpModifier');
  if (modifier && /\b(on|ignoring|group_left|group_right)\b/.test(textOf(query, modifier))) {
    throw unsupported(query, modifier.from, 'vector matching', 'series are matched by all of their labels');
  }
  const bool = modifier?.getChild('Bool') != null;
  const [before, after] = [flatten(query, left), flatten(query, right)];
  return {
    operands: [...before.operands, ...after.operands],
    operators: [...before.operators, { op: op as BinaryOp, bool }, ...after.operators],
  };
}

/** From the loosest to the tightest; only `^` is right-associative. */
const levels: readonly (readonly BinaryOp[])[] = [comparisonOps, ['+', '-'], ['*', '/', '%'], ['^']];

function associate(query: string, chain: Chain, readLog: ReadLogQuery): MetricExpr {
  const [only] = chain.operands;
  if (only && chain.operators.length === 0) return parseMetric(query, only, readLog);
  for (const level of levels) {
    const matches = ({ op }: Operator): boolean => level.includes(op);
    const at = level.includes('^') ? chain.operators.findIndex(matches) : chain.operators.findLastIndex(matches);
    const operator = chain.operators[at];
    if (operator === undefined) continue;
    const left = { operands: chain.operands.slice(0, at + 1), operators: chain.operators.slice(0, at) };
    const right = { operands: chain.operands.slice(at + 1), operators: chain.operators.slice(at + 1) };
    return {
      kind: 'binary',
      ...operator,
      left: associate(query, left, readLog),
      right: associate(query, right, readLog),
    };
  }
  throw new TypeError('a chain without operators');
}

/** The content of an `Expr` or `MetricExpr`; a `MetricExpr` within a `MetricExpr` is in parentheses. */
function unwrap(node: SyntaxNode): SyntaxNode {
  if (node.name !== 'Expr' && node.name !== 'MetricExpr') return node;
  const [child] = children(node);
  if (child === undefined) throw new TypeError(`an empty ${node.name}`);
  return node.name === 'Expr' ? unwrap(child) : child;
}

function duration(query: string, node: SyntaxNode): bigint {
  try {
    return parseNanoseconds(childText(query, node, 'Duration'));
  } catch (error) {
    throw parseError(query, node.from, error instanceof Error ? error.message : String(error));
  }
}

function isOneOf<T extends string>(list: readonly T[], text: string): text is T {
  return (list as readonly string[]).includes(text);
}

function supportedFunctions(): string {
  return `it has ${rangeFunctions.join(', ')}, vector, and ${aggregators.join(', ')} by or without labels`;
}
