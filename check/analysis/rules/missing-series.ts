import { nearest } from '../../../lib/nearest.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import { namesFrom, nearestMetrics, replacedLabels, replacementOf } from './nearest-metrics.ts';
import type { Matcher, Selector } from './promql/expression.ts';
import type { Reason } from './reason.ts';
import type { RunQueries } from './run-queries.ts';
import { isOfTempo, ofTempo } from './span-metrics.ts';

type Labels = Record<string, string>;

/** Counters of the Collector that do not exist before what they count has happened. */
const atFirstFailure =
  /^otelcol_(receiver_(refused|failed)|exporter_(send_failed|enqueue_failed)|processor_memory_limiter_refused|scraper_errored)_|^otelcol_processor_tail_sampling_sampling_(trace_dropped_too_early|policy_evaluation_error)/;
/** Labels by which a selector picks one of a team's many scrape targets. */
const targetLabels = new Set([
  'job',
  'instance',
  'namespace',
  'cluster',
  'pod',
  'container',
  'env',
  'environment',
  'region',
]);

/** Why a selector matches no series of the run; undefined where it matches some. */
export async function explainSelector(
  selector: Selector,
  queries: RunQueries,
  rules: readonly Rule[],
): Promise<Reason | undefined> {
  if ((await queries.series(selector.text)).length > 0) return undefined;
  const { metric } = selector;
  if (metric === undefined) return unnamed(selector);
  const named = await queries.series(`{__name__=${JSON.stringify(metric)}}`);
  if (named.length === 0) return missingMetric(metric, await queries.metricNames(), rules);
  return excluded({ ...selector, metric }, named, queries);
}

function unnamed(selector: Selector): Reason {
  const name = selector.matchers.find(({ label }) => label === '__name__');
  const asked = name?.value.replace(/^\^/, '') ?? '';
  const failures = atFirstFailure.test(asked);
  if (!failures && /^otelcol_(receiver|processor|exporter|connector)_/.test(asked)) {
    const shared = 'this Collector has no component that counts it';
    return { severity: 'info', message: `Nothing matches ${selector.text}: ${shared}.`, evidence: [], shared };
  }
  return {
    severity: failures ? 'info' : 'error',
    message: failures
      ? `Nothing matches ${selector.text}: the Collector has this counter only once there was a failure, and this check has none.`
      : `No series matches ${selector.text}.`,
    evidence: [],
  };
}

function missingMetric(metric: string, names: readonly string[], rules: readonly Rule[]): Reason {
  const recording = rules.find(({ kind, name }) => kind === 'record' && name === metric);
  if (recording) {
    return {
      severity: 'error',
      message: `The recording rule ${metric} (${describeSource(recording.source)}) has no result.`,
      hint: 'Mend the recording rule first.',
      evidence: [{ label: metric, text: recording.expr }],
    };
  }
  const without = metric.replace(/_total$/, '');
  const twin = names.find((name) => name === without || name === `${metric}_total`);
  if (atFirstFailure.test(metric)) return failureCounter(metric, names);
  if (isOfTempo(metric, names)) {
    return {
      severity: 'info',
      message: `No series is named ${metric}: ${ofTempo}.`,
      evidence: [],
      shared: ofTempo,
    };
  }
  const instead = replacementOf(metric, names);
  const near = instead ? namesFrom(instead.name, metric, names) : nearestMetrics(metric, names);
  const [first = twin] = near;
  if (instead) {
    return {
      severity: 'error',
      message: `No series is named ${metric}: ${instead.why}.`,
      hint:
        instead.hint ?? (first === undefined ? `Use ${instead.name} and make sure that it is sent.` : `Use ${first}.`),
      evidence: nearEvidence(near),
    };
  }
  if (first === undefined) {
    const family = `${metric.split('_', 1).join('')}_`;
    const ofCollector = metric.startsWith('otelcol_process_');
    const why = ofCollector
      ? 'the Collector of a check does not measure its own process'
      : names.some((name) => name.startsWith(family))
        ? 'no other name is near, and nothing in this traffic makes it'
        : `nothing in this traffic has ${family}*`;
    // A metric of a family that is there may be missing for a reason of its own.
    const isAlone = why.startsWith('no other name');
    return {
      severity: 'info',
      message: `No series is named ${metric}: ${why}.`,
      evidence: [],
      ...(isAlone ? {} : { shared: why }),
    };
  }
  if (first.endsWith(`_${metric}`)) {
    const prefix = first.slice(0, -metric.length - 1);
    return {
      severity: 'error',
      message: `No series is named ${metric}, but ${first} is there: it is exported with the namespace ${prefix}.`,
      hint: `Use ${first}, or take the namespace ${prefix} off where the metric comes from, as of the prometheus exporter.`,
      evidence: nearEvidence(near),
    };
  }
  return {
    severity: 'error',
    message: `No series is named ${metric}. The nearest name that there is: ${first}.`,
    hint: `Use ${first}, if that was meant.`,
    evidence: nearEvidence(near),
  };
}

/** With a reader of one's own the Collector's counters have no `_total`, and an alert on `_total` never fires. */
function failureCounter(metric: string, names: readonly string[]): Reason {
  const counters = names.filter((name) => /^otelcol_(receiver_accepted|exporter_sent)_/.test(name));
  const total = counters.some((name) => name.endsWith('_total'));
  if (counters.length > 0 && total !== metric.endsWith('_total')) {
    const right = total ? `${metric}_total` : metric.replace(/_total$/, '');
    return {
      severity: 'error',
      message: `No series is named ${metric}: the Collector's own counters are here ${total ? 'with' : 'without'} the ending _total, as in ${counters[0] ?? ''}.`,
      hint: `Use ${right}, or {__name__=~"${metric.replace(/_total$/, '')}(_total)?"} for both.`,
      evidence: nearEvidence(counters.slice(0, 3)),
    };
  }
  return {
    severity: 'info',
    message: `No series is named ${metric}: the Collector has this counter only once there was such a failure, and this check has none.`,
    evidence: [],
    shared: 'the Collector has these counters only once there was such a failure, and this check has none',
  };
}

/** The metric is there, but not with the labels that are asked for: which of them, and what there is. */
async function excluded(
  selector: Selector & { metric: string },
  named: Labels[],
  queries: RunQueries,
): Promise<Reason> {
  const { metric, matchers } = selector;
  for (const matcher of matchers) {
    const alone = await queries.series(`{__name__=${JSON.stringify(metric)},${matcher.text}}`);
    if (alone.length === 0) return excluding(matcher, metric, named);
  }
  const texts = matchers.map(({ text }) => text);
  return {
    severity: 'error',
    message: `No series of ${metric} has all of ${texts.join(', ')}, though each of them is there with others.`,
    evidence: [{ label: 'labels', text: describeLabels(named[0] ?? {}) }],
  };
}

function excluding(matcher: Matcher, metric: string, named: Labels[]): Reason {
  const { label, value, text } = matcher;
  const labels = [...new Set(named.flatMap((series) => Object.keys(series)))]
    .filter((name) => name !== '__name__')
    .sort();
  const values = [...new Set(named.flatMap((series) => series[label] ?? []))].sort();
  if (values.length === 0) {
    const renamed = replacedLabels[label];
    const near = renamed !== undefined && labels.includes(renamed) ? renamed : nearest(label, labels);
    return {
      severity: 'error',
      message: `No series of ${metric} has the label ${label}${near === undefined ? '' : `; there is ${near}`}.`,
      ...(near === undefined ? {} : { hint: `Use ${near}, if that was meant.` }),
      evidence: [{ label: `labels of ${metric}`, text: labels.join(', ') }],
    };
  }
  const shown = values.slice(0, 8).join(', ') + (values.length > 8 ? ` and ${values.length - 8} more` : '');
  const near = matcher.operator === '=' ? values.find((one) => isNear(value, one)) : undefined;
  const evidence = [{ label: `values of ${label}`, text: shown }];
  const base = `No series of ${metric} has ${text}: the values of ${label} are ${shown}.`;
  if (isOutcome(label, value)) {
    return { severity: 'info', message: `${base} Nothing of this kind happened in this traffic.`, evidence };
  }
  if (near !== undefined) {
    return { severity: 'error', message: base, hint: `Use ${label}="${near}", if that was meant.`, evidence };
  }
  return { severity: targetLabels.has(label) ? 'info' : 'error', message: base, evidence };
}

/** Codes and states which are right, but which only something that goes wrong brings about. */
function isOutcome(label: string, value: string): boolean {
  if (/status|code|error|reason|outcome/.test(label) && /^\^?[(]?[1-5][\dx.[\]|()+*?$\-^\\]*$/.test(value)) return true;
  return /^(STATUS_CODE_(ERROR|OK|UNSET)|SPAN_KIND_(SERVER|CLIENT|INTERNAL|PRODUCER|CONSUMER))$/.test(value);
}

/** Whether one value could have been meant by another: `ERROR` by `STATUS_CODE_ERROR`, `paymnt` by `payment`. */
function isNear(asked: string, there: string): boolean {
  const [a, b] = [asked.toLowerCase(), there.toLowerCase()];
  if (a.length < 3 || /^\d+$/.test(a)) return false;
  return b.includes(a) || a.includes(b) || nearest(a, [b]) !== undefined;
}

function nearEvidence(near: readonly string[]): Reason['evidence'] {
  return near.length > 0 ? [{ label: 'nearest names', text: near.join(', ') }] : [];
}

export function describeLabels(labels: Labels): string {
  const shown = Object.entries(labels).filter(([name]) => name !== '__name__');
  return `{${shown.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
}
