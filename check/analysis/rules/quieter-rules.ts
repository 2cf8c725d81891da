import { configDuration } from '../../../lib/duration/format-duration.ts';
import type { AlertEpisode, Rule } from '../../inputs/rules/rule.ts';
import type { ComparedPart } from './baseline-values.ts';
import { bareCounter } from './counters.ts';
import type { Context } from './context.ts';
import { binaryOf, comparisons, isConstant, parseExpression } from './promql/expression.ts';
import { partsOf } from './promql/parts.ts';
import { replaceParts } from './promql/replace-parts.ts';
import { withThreshold } from './scale.ts';
import { asExpression, type RuleChange } from './suggest-rule.ts';
import { thresholdsBetween } from './threshold.ts';
import { usualWaitsMs } from './usual-waits.ts';

/** Patterns of a status label that match 4xx and 5xx responses, and the part for 5xx. */
const bothOutcomes = /(["'|(])(?:4\.\.\|5\.\.|5\.\.\|4\.\.|\[45\]\.\.|4\.[*+]\|5\.[*+]|\[45\]\.[*+])(["'|)])/g;

/** Changes that may keep an alert quiet at the baseline: what it counts, its threshold, its `for`; the likeliest first. */
export async function quieterRules(
  { expr, forMs }: Rule,
  episodes: readonly AlertEpisode[],
  compared: readonly ComparedPart[],
  context: Context,
): Promise<RuleChange[]> {
  const measured = compared.length === 1 ? compared[0]?.part.text : undefined;
  if (compared.some((one) => bareCounter(one.part, one.series) !== undefined)) {
    // Neither a threshold nor a `for` helps against a value that only grows.
    const rates = ofGrowth(expr);
    return [rates, ...(await higherThresholds(rates, measured && ofGrowth(measured), context))].map(asExpression);
  }
  const expressions = [
    expr.replaceAll(bothOutcomes, '$15..$2'),
    ofServers(expr),
    ...(await higherThresholds(expr, measured, context)),
  ];
  const { baseline, end } = context.queries.timeline;
  const longest = Math.max(0, ...episodes.map(({ pendingAt, resolvedAt = end }) => resolvedAt - pendingAt));
  const waits = usualWaitsMs
    .toReversed()
    .filter((ms) => ms > Math.max(longest, forMs) && ms < baseline.end - baseline.start);
  return [
    ...[...new Set(expressions)].filter((one) => one !== expr).map(asExpression),
    ...waits.map((ms): RuleChange => ({ key: 'for', value: configDuration(ms) })),
  ];
}

/** Only the spans that answer requests, where an expression counts those of both ends of a call. */
function ofServers(expr: string): string {
  return withSelectors(expr, (text) =>
    text.includes('STATUS_CODE_ERROR') && !text.includes('span_kind')
      ? text.replace('{', '{span_kind="SPAN_KIND_SERVER", ')
      : text,
  );
}

/** How fast counters grow in place of their values. */
function ofGrowth(expr: string): string {
  return withSelectors(expr, (text) => `rate(${text}[5m])`);
}

function withSelectors(expr: string, change: (text: string) => string): string {
  const root = parseExpression(expr);
  const selectors = (root ? partsOf(root) : []).filter(({ node }) => node.name === 'VectorSelector');
  return replaceParts(
    expr,
    selectors.map((part) => ({ part, text: change(part.text) })),
  );
}

/** Thresholds between the values of the baseline and those of the faults. */
async function higherThresholds(
  expr: string,
  measured: string | undefined,
  { queries, stepMs }: Context,
): Promise<string[]> {
  const root = parseExpression(expr);
  if (measured === undefined || !root) return [];
  const binary = partsOf(root)
    .map((part) => binaryOf(part))
    .find((one) => one && comparisons[one.operator] !== undefined && isConstant(one.right));
  const written = Number(binary?.right.text);
  const operator = binary && comparisons[binary.operator];
  if (Number.isNaN(written) || (operator !== '>' && operator !== '>=')) return [];
  const { series } = await queries.over(measured, stepMs);
  const { baseline, faults } = queries.timeline;
  const highest = (isIn: (time: number) => boolean): number =>
    series.reduce(
      (most, { points }) => points.reduce((a, [time, value]) => (isIn(time) ? Math.max(a, value) : a), most),
      -Infinity,
    );
  const quiet = highest((time) => time < baseline.end);
  const seen = highest((time) => faults.some(({ start, end }) => time >= start && time < end));
  if (!Number.isFinite(quiet) || !Number.isFinite(seen) || seen <= quiet) return [];
  return thresholdsBetween(quiet, seen).flatMap((right) => withThreshold(expr, { written, right }) ?? []);
}
