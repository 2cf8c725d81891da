import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from '../../../../lib/duration/parse-duration.ts';
import type { Rule } from '../../../inputs/rules/rule.ts';
import type { Timeline } from '../../../run/timeline.ts';
import { at, type Expression, parseExpression, selectorsIn, selectorsOf } from './expression.ts';

/** Nodes that evaluate their first child further back, by the duration in the second. */
const lookingBack = new Set(['MatrixSelector', 'SubqueryExpr', 'OffsetExpr']);

/**
 * How far back an expression looks from the time of its evaluation, in milliseconds: through ranges, subqueries,
 * offsets, and the recording rules that it uses.
 */
export function reachOf(text: string, rules: readonly Rule[], within: readonly string[] = []): number {
  const expression = parseExpression(text);
  return expression ? reach(expression, rules, within) : 0;
}

function reach({ node, whole }: Expression, rules: readonly Rule[], within: readonly string[]): number {
  if (node.name === 'VectorSelector') return recorded(at(node, whole), rules, within);
  let furthest = 0;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    furthest = Math.max(furthest, reach(at(child, whole), rules, within));
  }
  return lookingBack.has(node.name) ? furthest + durationIn(node, whole) : furthest;
}

function recorded(selector: Expression, rules: readonly Rule[], within: readonly string[]): number {
  const [asked] = selectorsOf(selector);
  if (asked?.metric === undefined || within.includes(asked.metric)) return 0;
  const name = asked.metric;
  const made = rules.filter((rule) => rule.kind === 'record' && rule.name === name && mayHave(rule, asked.matchers));
  return Math.max(0, ...made.map(({ expr }) => reachOf(expr, rules, [...within, name])));
}

/** Several rules may record one name with different labels. */
function mayHave({ labels }: Rule, matchers: readonly { label: string; operator: string; value: string }[]): boolean {
  return matchers.every(({ label, operator, value }) => {
    const given = labels[label];
    return given === undefined || operator !== '=' || given === value;
  });
}

/** The duration of a range or offset; a second duration in a subquery is its step. Negative offsets look ahead. */
function durationIn(node: SyntaxNode, whole: string): number {
  const durations = ['DurationExpr', 'OffsetDurationExpr'];
  for (let child = node.firstChild?.nextSibling; child; child = child.nextSibling) {
    if (durations.includes(child.name)) return parseDuration(whole.slice(child.from, child.to)) ?? 0;
  }
  return 0;
}

/**
 * The time from which an expression that compares with an earlier time by an offset has something to compare with: before,
 * series that had just begun give it a result, as after a start of Prometheus.
 */
export function comparableFrom(text: string, rules: readonly Rule[], { start }: Pick<Timeline, 'start'>): number {
  return hasOffset(text, rules) ? start + reachOf(text, rules) : -Infinity;
}

/** Also in a recording rule that it uses. */
function hasOffset(text: string, rules: readonly Rule[]): boolean {
  if (/\boffset\b/.test(text)) return true;
  const names = selectorsIn(text).flatMap(({ metric }) => metric ?? []);
  return rules.some(({ kind, name, expr }) => kind === 'record' && names.includes(name) && /\boffset\b/.test(expr));
}

/** The offset around a part, in milliseconds; 0 where there is none. */
export function offsetOf({ node, whole }: Expression): number {
  if (node.name === 'OffsetExpr') return durationIn(node, whole);
  return node.name === 'ParenExpr' && node.firstChild ? offsetOf(at(node.firstChild, whole)) : 0;
}
