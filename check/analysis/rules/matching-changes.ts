import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import { type Context, resultOf } from './context.ts';
import { type Binary, binaryOf, isConstant, parseExpression } from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import { replaceParts } from './promql/replace-parts.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Expressions in which the sides of one operator are matched in another way, the most similar first: for operators that
 * match nothing, or several series where one is allowed. Which of them works is for Prometheus to show.
 */
export async function otherMatchings(text: string, context: Context): Promise<string[]> {
  const root = parseExpression(text);
  const found: string[] = [];
  for (const part of root ? partsOf(root) : []) {
    const binary = binaryOf(part);
    if (!binary || /^(And|Or|Unless)$/.test(binary.operator) || isConstant(binary.left) || isConstant(binary.right))
      continue;
    const [left, right] = [await resultOf(binary.left, context), await resultOf(binary.right, context)];
    if (left.length === 0 || right.length === 0) continue;
    // Between the operands is the operator, with its modifiers.
    const between = text.slice(binary.left.node.to, binary.right.node.from);
    const sign = (binary.matching === '' ? between : between.replace(binary.matching, '')).trim();
    for (const { before = '', matching = '', after = '' } of matchings(binary, left, right)) {
      const sides = [wrapped(before, binary.left.text), wrapped(after, binary.right.text)];
      const other = [sides[0], sign, matching, sides[1]].filter(Boolean).join(' ');
      if (await isEmpty(binary, other, context)) continue;
      found.push(replaceParts(text, [{ part, text: other }]));
    }
  }
  return [...new Set(found)].filter((one) => one !== text);
}

/** Whether sides with series match nothing: only a comparison may have no result, when its condition is not met. */
async function isEmpty({ operator }: Binary, text: string, context: Context): Promise<boolean> {
  const changed = /^(Add|Sub|Mul|Div|Mod|Pow|Atan2)$/.test(operator) ? parseExpression(text) : undefined;
  return changed !== undefined && context.isVerified !== false && (await resultOf(changed, context)).length === 0;
}

interface Matching {
  /** The aggregation of each side. */
  before?: string;
  matching?: string;
  after?: string;
}

function matchings({ on }: Binary, left: readonly RangeSeries[], right: readonly RangeSeries[]): Matching[] {
  const common = commonLabels(left, right);
  const list = common.join(', ');
  const [several, others] = [hasTwins(left, on), hasTwins(right, on)];
  const matched = on && `${on.ignoring ? 'ignoring' : 'on'} (${on.labels.join(', ')})`;
  const by = on && `sum ${on.ignoring ? 'without' : 'by'} (${on.labels.join(', ')})`;
  return [
    // On all labels that both sides have, which may distinguish several series.
    ...(common.length > 0 && isUnique(left, common) && isUnique(right, common) ? [{ matching: `on (${list})` }] : []),
    ...(several && !others ? [{ matching: `${matched ?? 'ignoring ()'} group_left ()` }] : []),
    ...(others && !several ? [{ matching: `${matched ?? 'ignoring ()'} group_right ()` }] : []),
    ...(by === undefined ? [] : [{ ...(several ? { before: by } : {}), matching: matched, after: by }]),
    ...(common.length > 0 ? [{ before: `sum by (${list})`, after: `sum by (${list})` }] : []),
    ...(right.length === 1 ? [{ matching: 'on () group_left ()' }] : []),
  ].map(({ matching, ...one }) => ({ ...one, ...(matching === undefined ? {} : { matching }) }));
}

/** Labels that each series of both sides has, with some value in common. */
function commonLabels(left: readonly RangeSeries[], right: readonly RangeSeries[]): string[] {
  const names = Object.keys(left[0]?.labels ?? {}).filter((name) => name !== '__name__');
  const values = (series: readonly RangeSeries[], name: string): (string | undefined)[] =>
    series.map(({ labels }) => (labels as Partial<Labels>)[name]);
  return names
    .filter((name) => {
      const [ofLeft, ofRight] = [values(left, name), new Set(values(right, name))];
      return ![...ofLeft, ...ofRight].includes(undefined) && ofLeft.some((value) => ofRight.has(value));
    })
    .sort();
}

function isUnique(series: readonly RangeSeries[], labels: readonly string[]): boolean {
  return !hasTwins(series, { labels: [...labels], ignoring: false });
}

function hasTwins(series: readonly RangeSeries[], on: Binary['on']): boolean {
  return new Set(series.map(({ labels }) => matchedLabels(labels, on))).size < series.length;
}

/** The labels of a series that an operator matches, as text. */
export function matchedLabels(labels: Labels, on: Binary['on']): string {
  const kept = Object.entries(labels).filter(
    ([name]) => name !== '__name__' && (on === undefined || on.labels.includes(name) !== on.ignoring),
  );
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wrapped(aggregation: string, text: string): string {
  return aggregation === '' ? text : `${aggregation} (${text})`;
}
