import type { Context } from '../context.ts';
import { binaryOf, callOf, type Expression, parseExpression, selectorsOf, unwrap } from '../promql/expression.ts';
import { partsOf } from '../promql/parts.ts';
import { replaceParts } from '../promql/replace-parts.ts';
import type { Mistake } from './mistake.ts';

/** Labels by which a ratio of requests is usually taken. */
const usual = ['service_name', 'job', 'service'];

/**
 * Divisions of series by those of the same metric without an aggregation: each series is divided by the one with equal
 * labels, which is itself, so the ratio is 1.
 */
export async function selfRatios(text: string, context: Context): Promise<Mistake[]> {
  const root = parseExpression(text);
  if (!root) return [];
  const found: Mistake[] = [];
  for (const part of partsOf(root)) {
    const binary = binaryOf(part);
    if (binary?.operator !== 'Div' || binary.matching !== '') continue;
    const [left, right] = [plainMetric(binary.left), plainMetric(binary.right)];
    if (left === undefined || left !== right) continue;
    const ratio = `${binary.left.text} / ${binary.right.text}`;
    const { series } = await context.queries.over(ratio, context.stepMs);
    if (series.length === 0 || series.some(({ points }) => points.some(([, value]) => value !== 1))) continue;
    const there = await context.queries.series(`{__name__=${JSON.stringify(left)}}`);
    const by = usual.find((label) => there.some((labels) => label in labels));
    const sum = by === undefined ? 'sum' : `sum by (${by})`;
    const fix = replaceParts(text, [
      { part: binary.left, text: `${sum} (${binary.left.text})` },
      { part: binary.right, text: `${sum} (${binary.right.text})` },
    ]);
    found.push({
      severity: 'error',
      message: `divides each series of ${left} by itself: the ratio is always 1`,
      why: 'Without an aggregation a series is divided by the one with the same labels, the status among them.',
      hint: 'Aggregate both sides.',
      fix,
    });
  }
  return found;
}

/** The metric of a part that keeps every label: a selector, or a function of one such as `rate`. */
function plainMetric(part: Expression): string | undefined {
  const inner = unwrap(part);
  if (inner.node.name === 'VectorSelector') return selectorsOf(inner)[0]?.metric;
  const call = inner.node.name === 'FunctionCall' ? callOf(inner) : undefined;
  if (!call || !/^(rate|irate|increase|delta|idelta|sum_over_time|avg_over_time)$/.test(call.name)) return undefined;
  const selectors = selectorsOf(inner);
  return selectors.length === 1 ? selectors[0]?.metric : undefined;
}
