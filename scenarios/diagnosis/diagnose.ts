import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { LedgerClass } from '../../lib/events/run-event.ts';
import type { PipelineCounters } from '../sampling/ledger/pipeline-counters.ts';
import type { FloodAccount } from '../faults/flood-injector.ts';
import type { Losses } from '../sampling/ledger/losses.ts';
import { describePolicies } from '../expectations/traces.ts';

/** The stages of the telemetry pipeline, and `load` before them. */
export type Stage = 'load' | 'service' | 'receiver' | 'sampler' | 'exporter' | 'store' | 'rule';

/** Where data stopped, in one paragraph with the numbers that show it. */
export interface Diagnosis {
  stage: Stage;
  text: string;
}

/** The numbers from which the loss of a class is explained. */
export interface TraceNumbers {
  entry: LedgerClass;
  /** Traces of all classes that were sent, and that reached the Collector. */
  sent: number;
  arrived: number;
  losses: Losses;
  counters: PipelineCounters;
  /** How the Collector answered the spans that the run sent itself, if it sent any. */
  flood?: Readonly<FloodAccount>;
  /** Spans that the services' SDKs dropped; undefined where no service reports it. */
  droppedBySdks?: number;
}

/** Explains where the missing traces of a class stopped. */
export function diagnoseTraces(numbers: TraceNumbers): Diagnosis {
  const { entry, sent, arrived, losses, counters, flood, droppedBySdks } = numbers;
  const { receiver, sampler, exporter } = counters;
  const { class: name, kept, headDropped = 0, expected, incomplete } = entry;
  const lost = entry.sent - kept;
  const diagnosis = (stage: Stage, text: string): Diagnosis => ({ stage, text: `class ${name}: ${text}` });

  if (entry.sent === 0) return diagnosis('load', 'the load sent no such request, so there was nothing to keep');
  if (kept > expected.max) {
    return diagnosis(
      'sampler',
      `${kept} of ${entry.sent} traces were kept, expected at most ${expected.max}: ${votes(sampler)}`,
    );
  }
  if (kept >= expected.min && incomplete > 0) {
    return diagnosis(
      'sampler',
      `${incomplete} of ${kept} stored traces are incomplete: the sampler decides on the spans it has when its wait ` +
        `ends, and ${sampler.evicted} traces were evicted before; ` +
        `receiver refused ${receiver.refused + receiver.failed} spans, ` +
        `exporters failed to send ${exporter.sendFailed + exporter.enqueueFailed}`,
    );
  }
  if (headDropped > 0 && kept + headDropped >= expected.min) {
    const reached = entry.sent - headDropped;
    return diagnosis(
      'service',
      `the SDKs did not sample ${headDropped} of ${entry.sent} traces (head sampling), so that no policy of the tail ` +
        `sampler could keep them; of the ${reached} that reached it ${kept} were kept`,
    );
  }
  const head = `${lost} of ${entry.sent} traces lost`;
  if (losses.beforeSampler > 0 && receiver.refused + receiver.failed > 0) {
    return diagnosis(
      'receiver',
      `${head}; the receiver refused ${receiver.refused} spans${ofFlood(flood)}, failed on ${receiver.failed} and ` +
        `accepted ${receiver.accepted}: ` +
        `the memory limiter refuses data while the Collector uses more memory than its limit${bySdks(droppedBySdks)}`,
    );
  }
  if (losses.beforeSampler > 0) {
    return diagnosis(
      'service',
      `${head}; of ${sent} requests ${arrived} reached the Collector, which refused none: the services did not send ` +
        `the rest${bySdks(droppedBySdks)}`,
    );
  }
  if (losses.inSampler > 0) {
    return diagnosis(
      'sampler',
      `${head}; the sampler evicted ${sampler.evicted} traces before their decision (num_traces is too small), ` +
        `dropped ${sampler.tooLarge} as too large and left ${losses.inSampler - sampler.evicted - sampler.tooLarge} ` +
        `undecided`,
    );
  }
  if (losses.afterSampler === 0 && sampler.notSampled > 0) {
    return diagnosis(
      'sampler',
      `${head}; the sampler received ${sampler.newTraces} traces of all classes, kept ${sampler.sampled} and dropped ` +
        `${sampler.notSampled}: no policy sampled the lost ones (${votes(sampler)}; kept of this class: ` +
        `${describePolicies(entry.policies)})`,
    );
  }
  const failed = exporter.sendFailed + exporter.enqueueFailed;
  if (failed > 0) {
    return diagnosis(
      'exporter',
      `${head}; the sampler kept ${sampler.sampled}, but the exporters lost ${failed} spans ` +
        `(${exporter.sendFailed} refused by the backend, ${exporter.enqueueFailed} because the queue was full) and ` +
        `sent ${exporter.sent}`,
    );
  }
  return diagnosis(
    'store',
    `${head}; the sampler kept ${sampler.sampled} traces and the exporters sent ${exporter.sent} spans without a ` +
      `failure, but the store does not return them`,
  );
}

function ofFlood(flood: Readonly<FloodAccount> | undefined): string {
  return flood && flood.refused > 0 ? ` (${flood.refused} of them of the flood)` : '';
}

function bySdks(spans: number | undefined): string {
  return spans === undefined ? '' : `; the services' SDKs dropped ${spans} spans`;
}

/** Explains why a Collector that was flooded did not refuse spans, or did not count those it refused. */
export function diagnoseRefusal({ receiver }: PipelineCounters, flood: Readonly<FloodAccount>): Diagnosis {
  const { accepted, refused, unknown } = flood;
  const numbers =
    `of the flood's spans ${accepted} were accepted, ${refused} refused, ${unknown} without a ` +
    `response; the receiver counted ${receiver.refused} refused`;
  if (refused > receiver.refused) {
    return { stage: 'receiver', text: `the receiver does not count the spans that it refuses: ${numbers}` };
  }
  if (accepted === 0) return { stage: 'receiver', text: `the flood did not reach the Collector: ${numbers}` };
  return {
    stage: 'receiver',
    text:
      `the Collector had enough memory for the flood, so its memory limiter (if it has one) refused nothing: ` +
      numbers,
  };
}

function votes({ votes: byPolicy, evaluationErrors }: PipelineCounters['sampler']): string {
  const errors = evaluationErrors > 0 ? `; ${evaluationErrors} evaluations failed` : '';
  return `traces that each policy would keep: ${describePolicies(byPolicy)}${errors}`;
}

/** Explains where metrics or logs stopped on their way through the Collector. */
export function diagnoseSignal(kind: 'metrics' | 'logs', counters: PipelineCounters): Diagnosis {
  const { accepted, refused, sent, failed } = counters[kind];
  const unit = kind === 'metrics' ? 'metric points' : 'log records';
  const atReceiver = `receiver accepted ${accepted} ${unit} and refused ${refused}`;
  const numbers = `${atReceiver}; exporters sent ${sent} and lost ${failed}`;
  if (refused > 0) return { stage: 'receiver', text: `the receiver refused ${unit}: ${numbers}` };
  if (failed > 0) return { stage: 'exporter', text: `the exporters lost ${unit}: ${numbers}` };
  if (accepted === 0) return { stage: 'service', text: `the services sent no ${unit}: ${numbers}` };
  if (sent === 0) return { stage: 'exporter', text: `no ${unit} left the Collector: ${numbers}` };
  return {
    stage: 'store',
    text: `${unit} arrive, so the query does not match what is stored, or the value is right: ${numbers}`,
  };
}

/** The rule of an alert and the numbers that it depends on. */
export interface AlertNumbers {
  /** Undefined where Prometheus has no such rule. */
  rule: { duration: number; health: string; lastError: string } | undefined;
  alertname: string;
  /** How many series of span metrics of server spans Prometheus has; the service rules query these. */
  sources: number | undefined;
  counters: PipelineCounters;
  /** Items in the queue of each exporter. */
  queued?: Record<string, number>;
}

/** Explains why an alert did not change state as expected. */
export function diagnoseAlert({ rule, alertname, sources, counters, queued = {} }: AlertNumbers): Diagnosis {
  if (!rule) return { stage: 'rule', text: `Prometheus has loaded no rule named ${alertname}` };
  if (rule.health === 'err' || rule.lastError !== '') {
    return { stage: 'rule', text: `the rule ${alertname} fails to evaluate: ${rule.lastError}` };
  }
  if (alertname.startsWith('OTelCollector')) {
    const { receiver, exporter } = counters;
    const queues = Object.entries(queued).map(([name, items]) => `${name} ${items}`);
    return {
      stage: 'rule',
      text:
        `the rule ${alertname} is evaluated without errors on the Collector's own counters and must be true for ` +
        `${formatDuration(rule.duration * 1000)}; ` +
        `in this run the receiver refused ${receiver.refused} spans, the exporters sent ${exporter.sent} and lost ` +
        `${exporter.sendFailed + exporter.enqueueFailed}; ` +
        `queues now: ${queues.join(', ') || 'none'}`,
    };
  }
  if (sources === 0) {
    const { stage, text } = diagnoseSignal('metrics', counters);
    return { stage, text: `Prometheus has no series of span metrics, which the rule queries; ${text}` };
  }
  const from = sources === undefined ? '' : ` from ${sources} series of span metrics`;
  return {
    stage: 'rule',
    text:
      `the rule ${alertname} is evaluated without errors${from} and must be true for ` +
      `${formatDuration(rule.duration * 1000)}: its ` +
      `expression was not`,
  };
}
