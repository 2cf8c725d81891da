import { describeSource } from '../../../lib/events/source-line.ts';
import { formatList } from '../../../lib/format/list.ts';
import { formatLabels } from '../../../lib/format/labels.ts';
import { nearestTypo } from '../../../lib/nearest.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import type { Context } from './context.ts';
import { codesOfClass, meantValue } from './meant-value.ts';
import type { MetricFlow } from './metric-flow.ts';
import { explainMissingMetric } from './missing-metric.ts';
import { explainMissingPattern } from './missing-pattern.ts';
import { currentLabel } from './nearest-metrics.ts';
import { isOfRequests } from './other-instrumentation.ts';
import { callOf, type Matcher, parseExpression, type Selector } from './promql/expression.ts';
import { labelsIn, partsOf } from './promql/parts.ts';
import type { Reason } from './reason.ts';
import type { RunQueries } from './run-queries.ts';

type Labels = Record<string, string>;

/**
 * Why a selector matches no series of the run; undefined where it matches some. `labels` are those that the whole
 * expression names.
 */
export async function explainSelector(
  selector: Selector,
  { queries, rules, flow, isDemo = false }: Pick<Context, 'queries' | 'rules' | 'flow' | 'isDemo'>,
  labels: readonly string[] = [],
): Promise<Reason | undefined> {
  if ((await queries.series(selector.text)).length > 0) return undefined;
  const { metric } = selector;
  if (metric === undefined) {
    return explainMissingPattern(selector, { names: await queries.metricNames(), rules, labels });
  }
  const named = await queries.series(`{__name__=${JSON.stringify(metric)}}`);
  if (named.length === 0) {
    const names = await queries.metricNames();
    const reason = flow?.lostMetric(metric, names) ?? explainMissingMetric(metric, { names, rules, labels });
    const mayBeOther = reason.severity === 'error' || isOfRequests(metric);
    return mayBeOther ? ((await ofOtherJob(selector, metric, queries)) ?? reason) : reason;
  }
  const recording = rules.find(({ kind, name }) => kind === 'record' && name === metric);
  return explainMatchers({ ...selector, metric }, named, { queries, flow, isDemo, recording });
}

/** A selector by a job that nothing in this traffic has is about another system, whatever the metric is named there. */
async function ofOtherJob({ matchers }: Selector, metric: string, queries: RunQueries): Promise<Reason | undefined> {
  const job = matchers.find(({ label, operator }) => label === 'job' && /^=~?$/.test(operator));
  if (!job || (await queries.series(`{${job.text}}`)).length > 0) return undefined;
  const shared = `nothing in this traffic has ${job.text}`;
  return { severity: 'info', message: `No series is named ${metric}: ${shared}.`, evidence: [], shared };
}

interface Explaining {
  queries: RunQueries;
  flow: MetricFlow | undefined;
  isDemo: boolean;
  /** The rule that records the metric, if one does. */
  recording: Rule | undefined;
}

/** The metric exists, but not with these labels: which matcher excludes it, and what exists instead. */
async function explainMatchers(
  selector: Selector & { metric: string },
  named: Labels[],
  { queries, flow, isDemo, recording }: Explaining,
): Promise<Reason> {
  const { metric, matchers } = selector;
  const exists = async (some: readonly Matcher[]): Promise<boolean> => {
    const texts = some.map(({ text }) => text).join(',');
    return (await queries.series(`{__name__=${JSON.stringify(metric)},${texts}}`)).length > 0;
  };
  for (const matcher of matchers) {
    if (!(await exists([matcher]))) return explainMatcher(matcher, metric, named, { flow, isDemo, recording });
  }
  const texts = matchers.map(({ text }) => text);
  const outcomes = matchers.filter(isOutcomeMatcher);
  const others = matchers.filter((one) => !outcomes.includes(one));
  if (outcomes.length > 0 && (others.length === 0 || (await exists(others)))) {
    const what = outcomes.map(({ text }) => text).join(', ');
    const of = others.map(({ text }) => text).join(', ');
    return {
      severity: 'info',
      message: `No series of ${metric} with ${of} has ${what}: no fault of this schedule causes that.`,
      advice: `To test it, inject a fault there: faults in a traffic file (docs/traffic.md).`,
      evidence: [],
      shared: 'no fault of this schedule causes the outcome that they select',
    };
  }
  return {
    severity: isDemo ? 'info' : 'error',
    message: `No series of ${metric} has all of ${texts.join(', ')}; each of them exists with other labels.`,
    evidence: [{ label: 'labels', text: formatLabels(named[0] ?? {}) }],
  };
}

/** Labels whose values are fixed by conventions: an unknown value is a mistake in any traffic. */
const enumerated = /^(span_kind|status_code|http_request_method|otel_status_code|le|quantile)$/;
/** Labels that name what the user's own system consists of. */
const ofSystem =
  /^(service_name|service|job|instance|http_route|url_path|server_address|span_name|\w*_(name|id|namespace|version|tier|tenant))$/;

function explainMatcher(
  matcher: Matcher,
  metric: string,
  named: Labels[],
  { flow, isDemo, recording }: Omit<Explaining, 'queries'>,
): Reason {
  const { label, value, text } = matcher;
  const labels = [...new Set(named.flatMap((series) => Object.keys(series)))]
    .filter((name) => name !== '__name__')
    .sort();
  const values = [...new Set(named.flatMap((series) => series[label] ?? []))].sort();
  if (values.length === 0) return missingLabel(label, metric, labels, { flow, recording });
  const shown = values.slice(0, 8).join(', ') + (values.length > 8 ? ` and ${values.length - 8} more` : '');
  const evidence = [{ label: `values of ${label}`, text: shown }];
  const base = `No series of ${metric} has ${text}: the values of ${label} are ${shown}.`;
  const isValid = isOutcome(label, value);
  const meant = isValid ? codesOfClass(matcher, values) : meantValue(matcher, values);
  if (isValid && !meant) {
    return { severity: 'info', message: `${base} Nothing of this kind happened in this traffic.`, evidence };
  }
  // The user's own services may have names like those of the demo shop.
  const isOwn = isDemo && ofSystem.test(label);
  if (meant) return { severity: isOwn ? 'info' : 'error', message: base, ...meant, evidence };
  return { severity: enumerated.test(label) ? 'error' : 'info', message: base, evidence };
}

function missingLabel(
  label: string,
  metric: string,
  labels: readonly string[],
  { flow, recording }: Pick<Explaining, 'flow' | 'recording'>,
): Reason {
  const evidence = [{ label: `labels of ${metric}`, text: labels.join(', ') }];
  const near = currentLabel(label, new Set(labels)) ?? nearestTypo(label, labels);
  if (near !== undefined) {
    const message = `No series of ${metric} has the label ${label}; it has ${near}.`;
    const replacement = { from: new RegExp(`\\b${label}\\b`, 'g'), to: near };
    return { severity: 'error', message, hint: `Use ${near} if that is what you meant.`, replacement, evidence };
  }
  if (recording && aggregatesAway(label, recording.expr)) {
    const message =
      `No series of ${metric} has the label ${label}: the recording rule (${describeSource(recording.source)}) ` +
      `aggregates it away, and keeps ${labels.length === 0 ? 'no label' : formatList(labels)}.`;
    return { severity: 'error', message, evidence };
  }
  const lost = recording ? undefined : flow?.lostLabel(metric, label);
  if (lost) return { ...lost, evidence };
  return {
    severity: 'info',
    message: `No series of ${metric} has the label ${label}.`,
    advice: 'If your telemetry has it, describe that in a traffic file (docs/traffic.md).',
    evidence,
  };
}

/** Whether an expression aggregates and names the label nowhere, so that its result cannot have it. */
function aggregatesAway(label: string, expr: string): boolean {
  const root = parseExpression(expr);
  if (!root || labelsIn(root).includes(label)) return false;
  const calls = partsOf(root).flatMap((part) => (part.node.name === 'AggregateExpr' ? (callOf(part) ?? []) : []));
  const kept = /^(topk|bottomk|limitk|limit_ratio)$/;
  return calls.length > 0 && calls.every(({ name, without }) => without === undefined && !kept.test(name));
}

function isOutcomeMatcher({ label, value, operator }: Matcher): boolean {
  return isOutcome(label, value) || (/^(error_type|exception_type)$/.test(label) && operator !== '=');
}

/** Valid status codes and states, which appear only when something happens that this traffic did not have. */
function isOutcome(label: string, value: string): boolean {
  if (/status|code|error|reason|outcome/.test(label) && /^\^?[(]?[1-5][\dx.[\]|()+*?$\-^\\]*$/.test(value)) return true;
  return /^(STATUS_CODE_(ERROR|OK|UNSET)|SPAN_KIND_(SERVER|CLIENT|INTERNAL|PRODUCER|CONSUMER))$/.test(value);
}
