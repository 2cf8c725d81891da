import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import { type Context, resultOf } from './context.ts';
import { explainSelector } from './missing-series.ts';
import {
  type Binary,
  binaryOf,
  callOf,
  comparisons,
  type Expression,
  isConstant,
  parseExpression,
  selectorsOf,
  unwrap,
} from './promql/expression.ts';
import { offsetOf } from './promql/reach.ts';
import { beyondBuckets } from './quantile.ts';
import { type Reason, severities } from './reason.ts';
import { elapsed, explainThreshold, shorten, turnedRound } from './threshold.ts';
import { unmatched } from './unmatched.ts';

/** Why an expression had no result in the whole run, as far as taking it apart tells. */
export async function explainEmpty(text: string, context: Context): Promise<Reason[]> {
  const expression = parseExpression(text);
  if (!expression) return [];
  return explain(expression, context);
}

async function explain(expression: Expression, context: Context): Promise<Reason[]> {
  const reasons = await explainInner(unwrap(expression), context);
  return reasons.length > 0 ? reasons : beforeTheStart(expression, context);
}

/** An offset that looks to where nothing had been played yet. */
function beforeTheStart(expression: Expression, { queries: { timeline } }: Context): Reason[] {
  const offset = offsetOf(expression);
  const played = timeline.end - timeline.start;
  if (offset < played) return [];
  const message = `${shorten(expression.text)} looks back ${elapsed(offset)}, and only ${elapsed(played)} were played.`;
  return [
    { severity: 'info', message, hint: 'Play more before the faults (--baseline) to have it tested.', evidence: [] },
  ];
}

async function explainInner(inner: Expression, context: Context): Promise<Reason[]> {
  const { name } = inner.node;
  if (name === 'VectorSelector' || name === 'MatrixSelector') return explainSelectors(inner, context);
  if (name === 'SubqueryExpr' && inner.node.firstChild) {
    const [first] = [inner.node.firstChild].map((node) => ({
      ...inner,
      node,
      text: inner.whole.slice(node.from, node.to),
    }));
    return first ? explain(first, context) : [];
  }
  const call = callOf(inner);
  if (call) return explainCall(inner, call, context);
  const binary = binaryOf(inner);
  if (binary) return explainBinary(binary, context);
  return [];
}

async function explainSelectors(part: Expression, context: Context): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const selector of selectorsOf(part)) {
    const reason = await explainSelector(selector, context.queries, context.rules);
    if (!reason) continue;
    const chained = context.rules.find(({ kind, name }) => kind === 'record' && name === selector.metric);
    const within = context.within ?? [];
    if (!chained || within.includes(chained.name)) {
      reasons.push(reason);
      continue;
    }
    // What the recording rule lacks is what the alert lacks, and weighs as much.
    const [cause] = await explainEmpty(chained.expr, { ...context, within: [...within, chained.name] });
    const evidence = [...reason.evidence, ...(cause?.evidence ?? [])];
    reasons.push(cause ? { ...reason, ...cause, message: `${reason.message} ${cause.message}`, evidence } : reason);
  }
  return reasons;
}

async function explainCall(
  part: Expression,
  call: NonNullable<ReturnType<typeof callOf>>,
  context: Context,
): Promise<Reason[]> {
  const args = call.args.filter((arg) => !isConstant(arg));
  if (call.name.startsWith('absent')) {
    const there = args[0] ? shorten(args[0].text) : 'its series';
    return [
      {
        severity: 'info',
        message: `${there} was there throughout, and ${call.name}() has a result only while it is not.`,
        evidence: [],
      },
    ];
  }
  const reasons = (await Promise.all(args.map((arg) => explainIfEmpty(arg, context)))).flat();
  if (reasons.length > 0 || args.length === 0) return reasons;
  if (call.name.startsWith('histogram_')) {
    const series = args.at(-1) ? await resultOf(args.at(-1) as Expression, context) : [];
    if (series.length > 0 && series.every(({ labels }) => labels.le === undefined)) {
      return [
        {
          severity: 'error',
          message: `${call.name}() needs the label le, which ${shorten(args.at(-1)?.text ?? '')} does not keep.`,
          hint: 'Keep it: sum by (le) (rate(..._bucket[5m])).',
          evidence: [],
        },
      ];
    }
    return [
      {
        severity: 'info',
        message: `${shorten(part.text)} was no number throughout: its histogram counted nothing.`,
        evidence: [],
      },
    ];
  }
  const range = args.find((arg) => unwrap(arg).node.name === 'MatrixSelector');
  if (range && /^(rate|irate|increase|delta|idelta|deriv|changes|resets|predict_linear)$/.test(call.name)) {
    return [
      {
        severity: 'error',
        message: `${shorten(part.text)} had no result though its series exist: it needs two samples within its range.`,
        hint: 'Make the range at least four times as long as the interval at which the samples come.',
        evidence: [],
      },
    ];
  }
  return [];
}

/** An argument that has a result is not what lacks one. */
async function explainIfEmpty(arg: Expression, context: Context): Promise<Reason[]> {
  return (await resultOf(arg, context)).length > 0 ? [] : explain(arg, context);
}

async function explainBinary(binary: Binary, context: Context): Promise<Reason[]> {
  const { left, right, operator } = binary;
  const comparison = comparisons[operator];
  if (operator === 'Or') return either(await explain(left, context), await explain(right, context));
  const [leftSeries, rightSeries] = [await sideOf(left, context), await sideOf(right, context)];
  if (operator === 'Unless') {
    if (leftSeries.length === 0) return explain(left, context);
    const message = `${shorten(right.text)} was there whenever ${shorten(left.text)} was, and unless takes it away.`;
    return [{ severity: 'info', message, evidence: [] }];
  }
  const missing = [
    ...(leftSeries.length === 0 ? await explainOrSay(left, context) : []),
    ...(rightSeries.length === 0 ? await explainOrSay(right, context) : []),
  ];
  if (missing.length > 0) return missing;
  if (comparison === undefined || binary.bool) return unmatched(binary, leftSeries, rightSeries, context);
  return explainComparison(binary, comparison, leftSeries, rightSeries, context);
}

/** One side of `or` is enough, so that the lighter reason is what counts: old and new names of a metric are often joined by it. */
function either(left: Reason[], right: Reason[]): Reason[] {
  const lighter = Math.max(...[left, right].map((reasons) => Math.min(...reasons.map(weight), severities.length - 1)));
  return [...left, ...right].map((reason) => ({
    ...reason,
    severity: severities[Math.max(weight(reason), lighter)] ?? reason.severity,
  }));
}

const weight = ({ severity }: Reason): number => severities.indexOf(severity);

/** The series of a side; a constant has itself. */
async function sideOf(side: Expression, context: Context): Promise<RangeSeries[]> {
  if (isConstant(side) && !/[a-z(]/i.test(side.text)) return [{ labels: {}, points: [[0, constant(side.text)]] }];
  return resultOf(side, context);
}

function constant(text: string): number {
  return Number(text.replaceAll(/[()\s_]/g, ''));
}

async function explainOrSay(side: Expression, context: Context): Promise<Reason[]> {
  const reasons = await explain(side, context);
  if (reasons.length > 0) return reasons;
  return [{ severity: 'warning', message: `${shorten(side.text)} had no result throughout.`, evidence: [] }];
}

async function explainComparison(
  binary: Binary,
  comparison: (typeof comparisons)[string],
  leftSeries: RangeSeries[],
  rightSeries: RangeSeries[],
  context: Context,
): Promise<Reason[]> {
  const { left, right, matching } = binary;
  const { timeline } = context.queries;
  // The value of `(x > bool 5) == 1` is 0 or 1: what matters is how near x came to 5.
  const inner = binaryOf(unwrap(left));
  if (inner?.bool === true && comparisons[inner.operator] !== undefined && isConstant(right)) {
    const sides = [await sideOf(inner.left, context), await sideOf(inner.right, context)] as const;
    return explainComparison({ ...inner, bool: false }, comparisons[inner.operator] ?? comparison, ...sides, context);
  }
  if (isConstant(right) || isConstant(left)) {
    const [measured, series, constants, operator] = isConstant(right)
      ? ([left, leftSeries, rightSeries, comparison] as const)
      : ([right, rightSeries, leftSeries, turnedRound(comparison)] as const);
    const threshold = valueOf(constants);
    const limit = await beyondBuckets(measured, operator, threshold, context);
    return [explainThreshold({ measured, series, operator, threshold, timeline, limit })];
  }
  const scalar = callOf(unwrap(right))?.name === 'scalar';
  const difference = `(${left.text}) - ${matching} (${right.text})`;
  const { series } = await context.queries.over(difference, context.stepMs);
  if (series.length === 0) return unmatched(binary, leftSeries, rightSeries, context);
  const measured = { ...left, text: `${shorten(left.text)} minus ${scalar ? right.text : shorten(right.text)}` };
  return [explainThreshold({ measured, series, operator: comparison, threshold: 0, timeline })];
}

function valueOf(series: readonly RangeSeries[]): number {
  return series[0]?.points.at(-1)?.[1] ?? 0;
}
