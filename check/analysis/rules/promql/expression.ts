import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { defined } from '../../../../lib/defined.ts';

/** A part of a PromQL expression with its text. */
export interface Expression {
  readonly node: SyntaxNode;
  /** Of the part itself. */
  readonly text: string;
  /** The whole expression, to which positions of nodes refer. */
  readonly whole: string;
}

export function parseExpression(whole: string): Expression | undefined {
  const node = parser.parse(whole).topNode.firstChild;
  return node ? at(node, whole) : undefined;
}

export function at(node: SyntaxNode, whole: string): Expression {
  return { node, text: whole.slice(node.from, node.to).trim(), whole };
}

export function children({ node, whole }: Expression): Expression[] {
  const found: Expression[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(at(child, whole));
  return found;
}

/** The part inside parentheses, signs, offsets and `@`. */
export function unwrap(expression: Expression): Expression {
  const wrappers = ['ParenExpr', 'UnaryExpr', 'OffsetExpr', 'StepInvariantExpr'];
  if (!wrappers.includes(expression.node.name)) return expression;
  const inner = children(expression).find(({ node }) => node.name !== 'UnaryOp');
  return inner ? unwrap(inner) : expression;
}

export const comparisons: Readonly<Record<string, '>' | '>=' | '<' | '<=' | '==' | '!='>> = {
  Gtr: '>',
  Gte: '>=',
  Lss: '<',
  Lte: '<=',
  Eql: '==',
  Neq: '!=',
};

/** A binary operation. */
export interface Binary {
  left: Expression;
  right: Expression;
  /** `Gtr`, `Div`, `And`: as the grammar names it. */
  operator: string;
  bool: boolean;
  /** `on (a) group_left (b)`: as written, empty where there is none. */
  matching: string;
  /** The labels of `on` or `ignoring`. */
  on?: { labels: string[]; ignoring: boolean };
}

export function binaryOf(expression: Expression): Binary | undefined {
  if (expression.node.name !== 'BinaryExpr') return undefined;
  const parts = children(expression);
  const [left, operator] = parts;
  const right = parts.at(-1);
  if (!left || !operator || !right || parts.length < 3) return undefined;
  const clause = parts.find(({ node }) => node.name === 'MatchingModifierClause');
  const [kind, grouping] = clause ? children(clause) : [];
  return {
    left,
    right: { ...right, text: expression.whole.slice(right.node.from, endOf(expression.node)).trim() },
    operator: operator.node.name,
    bool: parts.some(({ node }) => node.name === 'BoolModifier'),
    matching: clause?.text ?? '',
    ...(kind && grouping ? { on: { labels: labelsOf(grouping), ignoring: kind.node.name === 'Ignoring' } } : {}),
  };
}

/**
 * The end of a binary operation with the modifier of its last operand: the grammar reads `a / b offset 5m` as `(a / b)
 * offset 5m`, where for Prometheus the offset is that of `b`.
 */
function endOf(node: SyntaxNode): number {
  const outer = node.parent;
  if (outer?.name === 'OffsetExpr' || outer?.name === 'StepInvariantExpr') return outer.to;
  return outer?.name === 'BinaryExpr' && outer.lastChild?.from === node.from ? endOf(outer) : node.to;
}

/** A function call or aggregation. */
export interface Call {
  name: string;
  args: Expression[];
  by?: string[];
  without?: string[];
}

export function callOf(expression: Expression): Call | undefined {
  const { name } = expression.node;
  if (name !== 'FunctionCall' && name !== 'AggregateExpr') return undefined;
  const parts = children(expression);
  const body = parts.find(({ node }) => node.name === 'FunctionCallBody');
  const modifier = parts.find(({ node }) => node.name === 'AggregateModifier');
  const [kind, grouping] = modifier ? children(modifier) : [];
  const labels = grouping ? labelsOf(grouping) : [];
  return {
    name: parts[0]?.text.toLowerCase() ?? '',
    args: body ? children(body) : [],
    ...(kind?.node.name === 'By' ? { by: labels } : {}),
    ...(kind?.node.name === 'Without' ? { without: labels } : {}),
  };
}

function labelsOf(grouping: Expression): string[] {
  return children(grouping).map(({ text }) => text.replace(/^["']|["']$/g, ''));
}

export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
  /** As written. */
  text: string;
}

/** A vector selector, without its range and offset. */
export interface Selector {
  text: string;
  /** Missing where the name is given by a pattern only. */
  metric?: string;
  /** Without the matcher that gives the name. */
  matchers: Matcher[];
}

/** Every selector in a part of an expression, in order. */
export function selectorsOf({ node, whole }: Expression): Selector[] {
  const found: Selector[] = [];
  node.cursor().iterate((inner) => {
    if (inner.from >= node.from && inner.to <= node.to && inner.name === 'VectorSelector') {
      found.push(selectorOf(at(inner.node, whole)));
    }
  });
  return found;
}

/** Every selector of an expression; none where it cannot be parsed. */
export function selectorsIn(text: string): Selector[] {
  const expression = parseExpression(text);
  return expression ? selectorsOf(expression) : [];
}

function selectorOf(expression: Expression): Selector {
  const parts = children(expression);
  const list = parts.find(({ node }) => node.name === 'LabelMatchers');
  const entries = list ? children(list) : [];
  const matchers = entries.flatMap(matcherOf);
  const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  const quoted = entries.find(({ node }) => node.name === 'QuotedLabelName')?.text.slice(1, -1);
  const metric = parts.find(({ node }) => node.name === 'Identifier')?.text ?? quoted ?? named?.value;
  return {
    text: expression.text,
    ...defined({ metric }),
    matchers: matchers.filter((matcher) => matcher !== named),
  };
}

function matcherOf(expression: Expression): Matcher[] {
  const [, label, operator, quoted] =
    /^("(?:[^"\\]|\\.)*"|[\w:.]+)\s*(=~|!~|!=|=)\s*(["'`][\s\S]*["'`])$/.exec(expression.text) ?? [];
  if (label === undefined || operator === undefined || quoted === undefined) return [];
  return [
    {
      label: label.replace(/^"|"$/g, ''),
      operator: operator as Matcher['operator'],
      value: quoted.startsWith('`') ? quoted.slice(1, -1) : quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1'),
      text: expression.text,
    },
  ];
}

/** Whether a part selects no series: a number, or an expression of numbers. */
export function isConstant(expression: Expression): boolean {
  return selectorsOf(expression).length === 0;
}
