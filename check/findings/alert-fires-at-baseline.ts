import type { Evidence } from '../../lib/events/run-event.ts';
import type { Finding } from '../../lib/events/finding.ts';
import type { AlertEpisode, Rule } from '../inputs/rules/rule.ts';
import type { RangeSeries } from '../../stack/clients/prometheus.ts';
import type { Context } from '../analysis/rules/context.ts';
import { bareCounter } from '../analysis/rules/counters.ts';
import { describeLabels } from '../analysis/rules/missing-series.ts';
import {
  binaryOf,
  callOf,
  comparisons,
  type Expression,
  parseExpression,
  type Selector,
  selectorsOf,
  unwrap,
} from '../analysis/rules/promql/expression.ts';
import { elapsed, number, shorten } from '../analysis/rules/threshold.ts';

/** Labels that say how a request went. */
const outcomes = [
  'http_response_status_code',
  'http_status_code',
  'rpc_grpc_status_code',
  'rpc_response_status_code',
  'status_code',
  'code',
  'status',
];

/** What an alert did while nothing was wrong; undefined where it was quiet. */
export async function atBaseline(
  rule: Rule,
  episodes: readonly AlertEpisode[],
  context: Context,
): Promise<Finding | undefined> {
  const { timeline } = context.queries;
  const { start, end } = timeline.baseline;
  const active = episodes.filter(({ pendingAt, resolvedAt }) => pendingAt < end && (resolvedAt ?? Infinity) > start);
  if (active.length === 0) return undefined;
  const firing = active.filter(({ firingAt }) => firingAt !== undefined && firingAt < end);
  const shown = firing.length > 0 ? firing : active;
  const root = parseExpression(rule.expr);
  const selectors = root ? selectorsOf(root) : [];
  const compared = root ? await comparedOf(root, context) : [];
  const counter = compared.map(({ part, series }) => bareCounter(part, series)).find((name) => name !== undefined);
  const counted = await countedCodes(selectors, context);
  const always = selectors.length === 0;
  const absent = root ? await absentOf(root, context) : undefined;
  const what = firing.length > 0 ? 'fires' : 'goes pending';
  const since = elapsed((shown[0]?.firingAt ?? shown[0]?.pendingAt ?? start) - timeline.start);
  const why = always
    ? 'It asks for no series, so that it always fires: a dead man’s switch.'
    : (absent ??
      counted.why ??
      (compared[0] && counter !== undefined
        ? `It compares the counter ${counter} as it stands, which only grows: ${compared[0].values} while nothing was wrong.`
        : compared[0] && `Its value was ${compared[0].values} while nothing was wrong.`));
  const hint = counted.hint ?? (counter === undefined ? undefined : `Ask how fast it grows: rate(${counter}[5m]).`);
  return {
    kind: 'alert-fires-at-baseline',
    severity: always || absent !== undefined ? 'info' : firing.length > 0 ? 'error' : 'warning',
    subject: rule.name,
    message: `${rule.name} ${what} at the baseline, ${since} after the start and before any fault, ${shown.length === 1 ? 'with one set of labels' : `with ${shown.length} sets of labels`}.`,
    ...(why === undefined ? {} : { why }),
    ...(hint === undefined || always ? {} : { hint }),
    source: rule.source,
    evidence: [
      ...shown.slice(0, 5).map(({ labels }) => ({ label: 'labels', text: describeLabels({ ...labels }) })),
      ...compared.map(({ part, values }) => ({ label: 'compared', text: `${shorten(part.text)}: ${values}` })),
      ...counted.evidence,
    ],
  };
}

interface ComparedPart {
  part: Expression;
  series: readonly RangeSeries[];
  /** `3 to 7`. */
  values: string;
}

/** What the expression compares, with its values over the baseline. */
async function comparedOf(root: Expression, { queries, stepMs }: Context): Promise<ComparedPart[]> {
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
  for (const part of compared.slice(0, 3)) {
    const { series: whole } = await queries.over(part.text, stepMs);
    const series = whole.map(({ labels, points }) => ({
      labels,
      points: points.filter(([time]) => time >= start && time < end),
    }));
    const values = series.flatMap(({ points }) => points.map(([, value]) => value));
    if (values.length === 0) continue;
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    found.push({
      part,
      series,
      values: number(low) === number(high) ? number(low) : `${number(low)} to ${number(high)}`,
    });
  }
  return found;
}

/** Of selectors that ask for an outcome, which codes were behind what they counted: a 404 is no error of the service. */
async function countedCodes(
  selectors: readonly Selector[],
  { queries }: Context,
): Promise<{ why?: string; hint?: string; evidence: Evidence[] }> {
  const asking = selectors.find(({ matchers }) => matchers.some(({ label }) => outcomes.includes(label)));
  if (!asking) return { evidence: [] };
  const { start, end } = queries.timeline.baseline;
  const by = ['span_kind', ...outcomes].join(', ');
  const counted = await queries.prometheus
    .query(`sum by (${by}) (increase(${asking.text}[${Math.max(1, Math.round(end - start))}ms]))`, { time: end })
    .catch(() => []);
  const parts = counted.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  if (parts.length === 0) return { evidence: [] };
  const evidence = parts
    .slice(0, 8)
    .map(({ labels, value }) => ({ label: describeLabels(labels), text: `about ${number(Math.round(value))}` }));
  const code = (labels: Record<string, string>): string =>
    outcomes.map((name) => labels[name]).find((value) => /^4\d\d$/.test(value ?? '')) ?? '';
  const refused = parts.filter(({ labels }) => code(labels) !== '');
  const most = refused[0];
  if (most) {
    const name = outcomes.find((label) => most.labels[label] === code(most.labels)) ?? '';
    return {
      why: `It counts answers of 4xx as errors: ${name}="${code(most.labels)}" about ${number(Math.round(most.value))} times at the baseline.`,
      hint: 'Count 5xx only: a 404 is the answer to a wrong question.',
      evidence,
    };
  }
  const client = parts.find(
    ({ labels }) => labels.span_kind === 'SPAN_KIND_CLIENT' && labels.status_code === 'STATUS_CODE_ERROR',
  );
  if (client) {
    return {
      why: `It counts client spans with STATUS_CODE_ERROR, which a client has on any 4xx: about ${number(Math.round(client.value))} at the baseline.`,
      hint: 'Ask for span_kind="SPAN_KIND_SERVER" too.',
      evidence,
    };
  }
  return { evidence };
}

/** An alert on something that is not there fires rightly, as it is no part of this traffic. */
async function absentOf(root: Expression, { queries }: Context): Promise<string | undefined> {
  const call = callOf(unwrap(root));
  if (call?.name.startsWith('absent') !== true) return undefined;
  const [selector] = selectorsOf(root);
  if (!selector || (await queries.series(selector.text)).length > 0) return undefined;
  return `Nothing in this traffic matches ${selector.text}, so that ${call.name}() holds all the time.`;
}
