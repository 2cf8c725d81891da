import { formatLabels } from '../../../lib/format/labels.ts';
import { shorten } from '../../../lib/format/list.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Context } from './context.ts';
import { type Binary, comparisons } from './promql/expression.ts';
import { matchedLabels, otherMatchings } from './matching-changes.ts';
import type { Reason } from './reason.ts';

/**
 * Why two sides with results have none together: their labels do not match, or they never have a result at the same
 * time.
 */
export async function unmatched(
  { left, right, operator, on, matching }: Binary,
  leftSeries: readonly RangeSeries[],
  rightSeries: readonly RangeSeries[],
  context: Context,
): Promise<Reason[]> {
  const keys = (series: readonly RangeSeries[]): Set<string> =>
    new Set(series.map(({ labels }) => matchedLabels(labels, on)));
  const [a, b] = [keys(leftSeries), keys(rightSeries)];
  const evidence = [
    { label: `labels of ${shorten(left.text)}`, text: formatLabels(leftSeries[0]?.labels ?? {}) },
    { label: `labels of ${shorten(right.text)}`, text: formatLabels(rightSeries[0]?.labels ?? {}) },
  ];
  if ([...a].some((key) => b.has(key))) {
    const { error } = await context.queries.over(
      `(${left.text}) ${operatorText(operator)} ${matching} (${right.text})`,
      context.stepMs,
    );
    const message =
      error ??
      `${shorten(left.text)} and ${shorten(right.text)} both had results, but never at the same time with the same ` +
        'labels.';
    return [{ severity: 'warning', message, evidence }];
  }
  const lacking = (on && !on.ignoring ? on.labels : []).find(
    (label) =>
      leftSeries.every(({ labels }) => !(label in labels)) || rightSeries.every(({ labels }) => !(label in labels)),
  );
  const extra = on ? [] : differing(leftSeries, rightSeries);
  const why =
    lacking !== undefined
      ? `one side has no label ${lacking}`
      : extra.length > 0
        ? `only one side has ${extra.join(', ')}`
        : 'the values of their labels differ';
  return [
    {
      severity: 'error',
      message:
        `Both sides of ${operatorText(operator)} have data, but no labels of ${shorten(left.text)} match those of ` +
        `${shorten(right.text)}: ${why}.`,
      hint: 'Match labels that both sides have.',
      corrections: { of: left.whole, texts: await otherMatchings(left.whole, context) },
      evidence,
    },
  ];
}

function differing(left: readonly RangeSeries[], right: readonly RangeSeries[]): string[] {
  const names = (series: readonly RangeSeries[]): Set<string> =>
    new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  const [a, b] = [names(left), names(right)];
  return [...new Set([...a, ...b])].filter((name) => name !== '__name__' && a.has(name) !== b.has(name)).sort();
}

const operators: Readonly<Record<string, string>> = {
  ...comparisons,
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Mod: '%',
  Pow: '^',
  Atan2: 'atan2',
  And: 'and',
  Unless: 'unless',
};
const operatorText = (operator: string): string => operators[operator] ?? operator.toLowerCase();
