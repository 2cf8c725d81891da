import { describeSource } from '../../../lib/events/source-line.ts';
import type { Rule } from '../../inputs/rules/rule.ts';
import { namesFrom, nearestMetrics, replacementOf } from './nearest-metrics.ts';
import { otherInstrumentation } from './other-instrumentation.ts';
import type { Reason } from './reason.ts';
import { isOfTempo, ofTempo } from './span-metrics.ts';

/** Spring Boot has its own names for requests, next to those of its JVM, whatever OpenTelemetry's SDKs send. */
const ofMicrometer = 'nothing in this traffic has the metrics of Micrometer';

/** Counters of the Collector that exist only once they have counted something. */
export const fromFirstFailure =
  /^otelcol_(receiver_(refused|failed)|exporter_(send_failed|enqueue_failed)|processor_memory_limiter_refused|scraper_errored)_|^otelcol_processor_tail_sampling_sampling_(trace_dropped_too_early|policy_evaluation_error)/;

/** What is known about the metrics of a run and of an expression on them. */
export interface Known {
  /** All metric names of the run. */
  names: readonly string[];
  rules: readonly Rule[];
  /** Labels that the whole expression names. */
  labels: readonly string[];
}

/** Why no series has the name of a metric. */
export function explainMissingMetric(metric: string, { names, rules, labels }: Known): Reason {
  const recording = rules.find(({ kind, name }) => kind === 'record' && name === metric);
  if (recording) {
    return {
      severity: 'error',
      message: `The recording rule ${metric} (${describeSource(recording.source)}) has no result.`,
      evidence: [{ label: metric, text: recording.expr }],
    };
  }
  if (/^ALERTS(_FOR_STATE)?$/.test(metric)) {
    const shared = 'no such alert was pending or firing in this check';
    return noSeries(metric, shared, { shared });
  }
  if (fromFirstFailure.test(metric)) return failureCounter(metric, names);
  if (/^http_server_requests_seconds(_|$)/.test(metric))
    return noSeries(metric, ofMicrometer, { shared: ofMicrometer });
  if (isOfTempo(metric, names)) return noSeries(metric, ofTempo, { shared: ofTempo });
  const without = metric.replace(/_total$/, '');
  const twin = names.find((name) => name === without || name === `${metric}_total`);
  const instead = replacementOf(metric, names, labels);
  if (instead) {
    const near = namesFrom(instead.name, metric, names);
    const [first = twin] = near;
    const now = first === undefined ? `${instead.why}, and this traffic does not have ${instead.name}` : instead.why;
    return noSeries(metric, instead.more === undefined ? now : `${now}. ${instead.more}`, {
      severity: 'error',
      hint: first === undefined || instead.more !== undefined ? undefined : `Use ${first}.`,
      near,
    });
  }
  const near = nearestMetrics(metric, names);
  const [first = twin] = near;
  if (first !== undefined) return nearMiss(metric, first, near);
  const other = otherInstrumentation(metric, names);
  return other === undefined ? unknownFamily(metric, names) : noSeries(metric, other, { shared: other });
}

function nearMiss(metric: string, first: string, near: readonly string[]): Reason {
  if (first.endsWith(`_${metric}`)) return namespaced(metric, first);
  return {
    severity: 'error',
    message: `No series is named ${metric}. The nearest existing name is ${first}.`,
    hint: `Use ${first} if that is what you meant.`,
    evidence: nearEvidence(near),
  };
}

/** A metric with the namespace that an exporter adds to its name. */
export function namespaced(metric: string, named: string): Reason {
  const namespace = named.slice(0, -metric.length - 1);
  return {
    severity: 'error',
    message: `No series is named ${metric}, but ${named} exists: it is exported with the namespace ${namespace}.`,
    hint: `Use ${named}.`,
    rename: { from: metric, to: named },
    evidence: [],
  };
}

function unknownFamily(metric: string, names: readonly string[]): Reason {
  const family = `${metric.split('_', 1).join('')}_`;
  if (metric.startsWith('otelcol_process_')) {
    const why = 'the Collector of a check does not measure its own process';
    return noSeries(metric, why, { shared: why });
  }
  // A metric of a family that exists may be missing for a reason of its own: nothing is shared.
  if (names.some((name) => name.startsWith(family))) {
    return noSeries(metric, 'no existing name is similar, and nothing in this traffic produces it');
  }
  return noSeries(metric, `nothing in this traffic has ${family}*`, {
    shared: 'nothing in this traffic has such metrics',
  });
}

/**
 * With a metrics reader of the user's own the Collector's counters may have no `_total`; an alert on `_total` then
 * never fires.
 */
function failureCounter(metric: string, names: readonly string[]): Reason {
  const counters = names.filter((name) => /^otelcol_(receiver_accepted|exporter_sent)_/.test(name));
  const [example = ''] = counters;
  const total = counters.some((name) => name.endsWith('_total'));
  if (counters.length > 0 && total !== metric.endsWith('_total')) {
    const bare = metric.replace(/_total$/, '');
    const suffix = `${total ? 'with' : 'without'} the suffix _total`;
    const why = `the Collector's own counters are named ${suffix} here, as in ${example}`;
    const named = `this one would be ${total ? `${metric}_total` : bare}, and {__name__=~"${bare}(_total)?"} matches both names`;
    return noSeries(metric, `${why}; ${named}`, { severity: 'error', near: counters.slice(0, 3) });
  }
  return noSeries(metric, 'the Collector has this counter only after such a failure, and this check had none', {
    shared: 'the Collector has these counters only after such a failure, and this check had none',
  });
}

interface Details extends Partial<Pick<Reason, 'severity' | 'hint' | 'shared'>> {
  near?: readonly string[];
}

function noSeries(metric: string, why: string, { near = [], severity = 'info', ...more }: Details = {}): Reason {
  return { severity, message: `No series is named ${metric}: ${why}.`, evidence: nearEvidence(near), ...more };
}

function nearEvidence(near: readonly string[]): Reason['evidence'] {
  return near.length > 0 ? [{ label: 'nearest names', text: near.join(', ') }] : [];
}
