import type { Evidence } from '../../../lib/events/run-event.ts';
import { formatLabels } from '../../../lib/format/labels.ts';
import { formatNumber } from '../../../lib/format/number.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import type { Context } from './context.ts';
import { explainEmpty } from './explain-empty.ts';
import {
  binaryOf,
  callOf,
  comparisons,
  type Expression,
  type Selector,
  selectorsOf,
  unwrap,
} from './promql/expression.ts';

/** Labels with the outcome of a request. */
const outcomeLabels = [
  'http_response_status_code',
  'http_status_code',
  'rpc_grpc_status_code',
  'rpc_response_status_code',
  'status_code',
  'code',
  'status',
];
/** Expressions with more comparisons are rare, and a report of all their values would be long. */
const maxParts = 3;

export interface ComparedPart {
  part: Expression;
  series: readonly RangeSeries[];
  /** `3 to 7`. */
  values: string;
}

/** The parts of an expression that it compares, with their values at the baseline. */
export async function comparedAtBaseline(root: Expression, { queries, stepMs }: Context): Promise<ComparedPart[]> {
  const { start, end } = queries.timeline.baseline;
  const compared: Expression[] = [];
  const visit = (part: Expression): void => {
    const binary = binaryOf(unwrap(part));
    if (!binary) return;
    if (comparisons[binary.operator] === undefined) [binary.left, binary.right].forEach(visit);
    else compared.push(selectorsOf(binary.left).length > 0 ? binary.left : binary.right);
  };
  visit(root);
  const found: ComparedPart[] = [];
  for (const part of compared.slice(0, maxParts)) {
    const { series: whole } = await queries.over(part.text, stepMs);
    const series = whole.map(({ labels, points }) => ({
      labels,
      points: points.filter(([time]) => time >= start && time < end),
    }));
    const values = series.flatMap(({ points }) => points.map(([, value]) => value));
    if (values.length === 0) continue;
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const isOne = formatNumber(low) === formatNumber(high);
    found.push({ part, series, values: isOne ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}` });
  }
  return found;
}

/** Which outcomes a selector on outcomes counted at the baseline: a 4xx response is not an error of the service. */
export async function countedOutcomes(
  selectors: readonly Selector[],
  { queries }: Context,
): Promise<{ why?: string; hint?: string; evidence: Evidence[] }> {
  const selector = selectors.find(({ matchers }) => matchers.some(({ label }) => outcomeLabels.includes(label)));
  if (!selector) return { evidence: [] };
  const { start, end } = queries.timeline.baseline;
  const by = ['span_kind', ...outcomeLabels].join(', ');
  const range = `${Math.max(1, Math.round(end - start))}ms`;
  const counted = await queries.prometheus
    .query(`sum by (${by}) (increase(${selector.text}[${range}]))`, { time: end })
    .catch(() => []);
  const parts = counted.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  if (parts.length === 0) return { evidence: [] };
  const about = (value: number): string => `about ${formatNumber(Math.round(value))}`;
  const evidence = parts.slice(0, 8).map(({ labels, value }) => ({ label: formatLabels(labels), text: about(value) }));
  const clientError = ({ labels }: (typeof parts)[number]): string | undefined =>
    outcomeLabels.find((label) => /^4\d\d$/.test(labels[label] ?? ''));
  const response = parts.find((part) => clientError(part) !== undefined);
  if (response) {
    const label = clientError(response) ?? '';
    const occurred = `${label}="${response.labels[label] ?? ''}" ${about(response.value)} times at the baseline`;
    return {
      why: `It counts 4xx responses as errors: ${occurred}.`,
      hint: 'Count 5xx responses only: a 404 is not an error of the service.',
      evidence,
    };
  }
  const client = parts.find(
    ({ labels }) => labels.span_kind === 'SPAN_KIND_CLIENT' && labels.status_code === 'STATUS_CODE_ERROR',
  );
  if (!client) return { evidence };
  return {
    why:
      `It counts client spans with STATUS_CODE_ERROR, which includes every 4xx response: ${about(client.value)} at ` +
      'the baseline.',
    hint: 'Add span_kind="SPAN_KIND_SERVER" to the selector.',
    evidence,
  };
}

/**
 * Why an alert on something missing fires: the traffic does not have what it monitors, which is info, or has it under
 * another name, an error. Undefined for other alerts.
 */
export async function missingSelector(root: Expression, context: Context): Promise<Missing | undefined> {
  const inner = unwrap(root);
  const call = callOf(inner);
  if (call?.name.startsWith('absent') === true) {
    const [selector] = selectorsOf(root);
    if (!selector || (await context.queries.series(selector.text)).length > 0) return undefined;
    const [reason] = await explainEmpty(selector.text, context);
    const always = `${call.name}() is always true.`;
    return reason?.severity === 'error'
      ? { why: `${reason.message} So ${always}`, severity: 'error' }
      : { why: `Nothing in this traffic matches ${selector.text}, so ${always}`, severity: 'info' };
  }
  const binary = binaryOf(inner);
  // `absent(x) == 1`, and `absent(x) or absent(y)`.
  for (const side of binary ? [binary.left, binary.right] : []) {
    const reason = callOf(unwrap(side))?.name.startsWith('absent') === true && (await missingSelector(side, context));
    if (reason) return reason;
  }
  return elsewhere(selectorsOf(root), context);
}

/** With a default such as `or vector(0)`, a metric of a product that this traffic does not have is 0 throughout. */
async function elsewhere(selectors: readonly Selector[], context: Context): Promise<Missing | undefined> {
  const [first] = selectors;
  if (!first) return undefined;
  const reasons = await Promise.all(selectors.map(({ text }) => explainEmpty(text, context)));
  const areForeign = reasons.every((some) => some.length > 0 && some.every(({ severity }) => severity === 'info'));
  return areForeign
    ? { why: `It has its default throughout: ${reasons[0]?.[0]?.message ?? ''}`, severity: 'info' }
    : undefined;
}

interface Missing {
  why: string;
  severity: 'error' | 'info';
}
