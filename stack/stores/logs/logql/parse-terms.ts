import type { SyntaxNode } from '@lezer/common';
import type { Matcher, MatchOp } from './ast.ts';
import { parseError } from './query-error.ts';
import { compileRe2 } from './re2.ts';
import { unquote } from './string-literal.ts';
import { children, childText, textOf } from './tree.ts';

/** A label matcher. */
export function parseMatcher(query: string, node: SyntaxNode): Matcher {
  const op = children(node).find((child) => ['Eq', 'Neq', 'Re', 'Nre'].includes(child.name));
  const name = childText(query, node, 'Identifier');
  const value = attempt(query, node, () => unquote(childText(query, node, 'String')));
  const matcher: Matcher = { name, op: op ? (textOf(query, op) as MatchOp) : '=', value };
  if (matcher.op === '=~' || matcher.op === '!~') checkRegex(query, node, value, true);
  return matcher;
}

/** The text of a string literal. */
export function parseText(query: string, node: SyntaxNode): string {
  return attempt(query, node, () => unquote(textOf(query, node)));
}

/** @throws QueryError if the expression is not valid */
export function checkRegex(query: string, node: SyntaxNode, pattern: string, anchored: boolean): void {
  attempt(query, node, () => compileRe2(pattern, anchored));
}

/** Reads a part of the query, whose errors then have its place. */
export function attempt<T>(query: string, node: SyntaxNode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw parseError(query, node.from, error instanceof Error ? error.message : String(error));
  }
}
