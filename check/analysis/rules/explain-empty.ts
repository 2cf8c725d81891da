import { formatSeconds } from '../../../lib/duration/format-duration.ts';
import { shorten } from '../../../lib/format/list.ts';
import { type Context, resultOf } from './context.ts';
import { explainComparison, sideOf } from './explain-comparison.ts';
import { explainSelector } from './missing-series.ts';
import {
  at,
  type Binary,
  binaryOf,
  type Call,
  callOf,
  comparisons,
  type Expression,
  isConstant,
  parseExpression,
  selectorsOf,
  unwrap,
} from './promql/expression.ts';
import { labelsIn } from './promql/parts.ts';
import { offsetOf } from './promql/reach.ts';
import { type Reason, severities } from './reason.ts';
import { unmatched } from './unmatched.ts';

/** Why an expression had no result in the whole run, found by evaluating its parts; empty where that shows nothing. */
export async function explainEmpty(text: string, context: Context): Promise<Reason[]> {
  const expression = parseExpression(text);
  if (!expression) return [];
  return explain(expression, context);
}

async function explain(expression: Expression, context: Context): Promise<Reason[]> {
  const reasons = await explainInner(unwrap(expression), context);
  return reasons.length > 0 ? reasons : looksBackTooFar(expression, context);
}

/** An offset into the time before the simulation began. */
function looksBackTooFar(expression: Expression, { queries: { timeline } }: Context): Reason[] {
  const offset = offsetOf(expression);
  const simulated = timeline.end - timeline.start;
  if (offset < simulated) return [];
  const range = `looks back ${formatSeconds(offset)}, but only ${formatSeconds(simulated)} were simulated`;
  const message = `${shorten(expression.text)} ${range}.`;
  const advice = 'Simulate more time before the faults to test it: --baseline.';
  return [{ severity: 'info', message, advice, evidence: [] }];
}

async function explainInner(inner: Expression, context: Context): Promise<Reason[]> {
  const { name } = inner.node;
  if (name === 'VectorSelector' || name === 'MatrixSelector') return explainSelectors(inner, context);
  if (name === 'SubqueryExpr' && inner.node.firstChild) {
    return explain(at(inner.node.firstChild, inner.whole), context);
  }
  const call = callOf(inner);
  if (call) return explainCall(inner, call, context);
  const binary = binaryOf(inner);
  if (binary) return explainBinary(binary, context);
  return [];
}

async function explainSelectors(part: Expression, context: Context): Promise<Reason[]> {
  const reasons: Reason[] = [];
  const whole = parseExpression(part.whole);
  for (const selector of selectorsOf(part)) {
    const reason = await explainSelector(selector, context, whole ? labelsIn(whole) : []);
    if (!reason) continue;
    const chained = context.rules.find(({ kind, name }) => kind === 'record' && name === selector.metric);
    const within = context.within ?? [];
    // A recorded metric that exists lacks a label or a value, which the selector explains.
    if (!chained || within.includes(chained.name) || (await isRecorded(chained.name, context))) {
      reasons.push(reason);
      continue;
    }
    // The cause of the missing recorded series is the cause for the alert too, with the same severity.
    const [cause] = await explainEmpty(chained.expr, { ...context, within: [...within, chained.name] });
    const evidence = [...reason.evidence, ...(cause?.evidence ?? [])];
    reasons.push(cause ? { ...reason, ...cause, message: `${reason.message} ${cause.message}`, evidence } : reason);
  }
  return reasons;
}

async function isRecorded(name: string, { queries }: Context): Promise<boolean> {
  return (await queries.series(`{__name__=${JSON.stringify(name)}}`)).length > 0;
}

async function explainCall(part: Expression, call: Call, context: Context): Promise<Reason[]> {
  const args = call.args.filter((arg) => !isConstant(arg));
  if (call.name.startsWith('absent')) {
    const there = args[0] ? shorten(args[0].text) : 'its series';
    return [
      {
        severity: 'info',
        message: `${there} existed throughout, and ${call.name}() has a result only when it does not.`,
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
          replacement: /\bby\s*\(/.test(part.text)
            ? { from: /\bby\s*\(\s*/, to: 'by (le, ' }
            : { from: /\b(sum|avg|max)\s*\(/, to: '$1 by (le) (' },
          evidence: [],
        },
      ];
    }
    return [
      {
        severity: 'info',
        message: `${shorten(part.text)} was NaN throughout: its histogram is empty.`,
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
        hint: 'Make the range at least four times as long as the scrape or export interval.',
        replacement: { from: new RegExp(`\\[${/\[([\w.]+)\]$/.exec(range.text)?.[1] ?? ''}\\]`, 'g'), to: '[4m]' },
        evidence: [],
      },
    ];
  }
  return [];
}

/** Only an argument without a result is a reason. */
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
    const [kept, removed] = [shorten(left.text), shorten(right.text)];
    const message = `${removed} existed whenever ${kept} did, so \`unless\` removes every result.`;
    return [{ severity: 'info', message, evidence: [] }];
  }
  const missing = [
    ...(leftSeries.length === 0 ? await explainOrReport(left, context) : []),
    ...(rightSeries.length === 0 ? await explainOrReport(right, context) : []),
  ];
  if (missing.length > 0) return missing;
  if (comparison === undefined || binary.bool) return unmatched(binary, leftSeries, rightSeries, context);
  // `absent(x) == 1` is true whenever absent(x) has a result.
  const call = callOf(unwrap(left));
  if (call?.name.startsWith('absent') === true) return explainCall(left, call, context);
  return explainComparison(binary, comparison, leftSeries, rightSeries, context);
}

/** One side of `or` is enough, so the less severe side counts: it often joins the old and the new name of a metric. */
function either(left: Reason[], right: Reason[]): Reason[] {
  const lighter = Math.max(...[left, right].map((reasons) => Math.min(...reasons.map(weight), severities.length - 1)));
  return [...left, ...right].map((reason) => ({
    ...reason,
    severity: severities[Math.max(weight(reason), lighter)] ?? reason.severity,
  }));
}

const weight = ({ severity }: Reason): number => severities.indexOf(severity);

async function explainOrReport(side: Expression, context: Context): Promise<Reason[]> {
  const reasons = await explain(side, context);
  if (reasons.length > 0) return reasons;
  return [{ severity: 'warning', message: `${shorten(side.text)} never had a result.`, evidence: [] }];
}
