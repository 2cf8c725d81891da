import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { LedgerClass } from '../../lib/events/run-event.ts';
import type { PipelineCounters } from '../sampling/ledger/pipeline-counters.ts';
import type { FloodAccount } from '../faults/telemetry-flood.ts';
import type { Losses } from '../sampling/ledger/account.ts';
import { describePolicies } from '../expectations/traces.ts';

/** The stages of the way that data takes, and `load` before them. */
export type Stage = 'load' | 'service' | 'receiver' | 'sampler' | 'exporter' | 'store' | 'rule';

/** Where data stopped, in one paragraph with the numbers that say so. */
export interface Diagnosis {
  stage: Stage;
  text: string;
}

export interface TraceFacts {
  entry: LedgerClass;
  generated: number;
  arrived: number;
  losses: Losses;
  counters: PipelineCounters;
  /** What became of the spans that the run sent itself, if it sent any. */
  flood?: Readonly<FloodAccount>;
  /** Spans that the services' SDKs gave up; undefined where no service says. */
  givenUp?: number;
}

/** Says where the traces of a class that are missing were stopped. */
export function diagnoseTraces(facts: TraceFacts): Diagnosis {
  const { entry, generated, arrived, losses, counters, flood, givenUp } = facts;
  const { receiver, sampler, exporter } = counters;
  const { class: name, kept, expected, fragments } = entry;
  const lost = entry.generated - kept;
  const said = (stage: Stage, text: string): Diagnosis => ({ stage, text: `class ${name}: ${text}` });

  if (entry.generated === 0) return said('load', 'the load made no such request, so that there was nothing to keep');
  if (kept > expected.max) {
    return said(
      'sampler',
      `${kept} of ${entry.generated} traces kept where at most ${expected.max} should be: ${votes(sampler)}`,
    );
  }
  if (kept >= expected.min && fragments > 0) {
    return said(
      'sampler',
      `${fragments} of ${kept} stored traces lack spans: the sampler decides on what it has when its wait ends, and ` +
        `${sampler.evicted} traces were evicted before; receiver refused ${receiver.refused + receiver.failed} spans, ` +
        `exporters failed to send ${exporter.sendFailed + exporter.enqueueFailed}`,
    );
  }
  const head = `${lost} of ${entry.generated} traces lost`;
  if (losses.beforeSampler > 0 && receiver.refused + receiver.failed > 0) {
    return said(
      'receiver',
      `${head}; the receiver refused ${receiver.refused} spans${ofFlood(flood)} and failed on ${receiver.failed} beside ${receiver.accepted} accepted: ` +
        `the memory limiter refuses while the Collector holds more than its limit${bySdks(givenUp)}`,
    );
  }
  if (losses.beforeSampler > 0) {
    return said(
      'service',
      `${head}; of ${generated} requests answered ${arrived} reached the Collector, which refused none: the services did not send the rest${bySdks(givenUp)}`,
    );
  }
  if (losses.inSampler > 0) {
    return said(
      'sampler',
      `${head}; the sampler evicted ${sampler.evicted} traces before their decision (num_traces is too small), ` +
        `gave up ${sampler.tooLarge} as too large and left ${losses.inSampler - sampler.evicted - sampler.tooLarge} undecided`,
    );
  }
  if (losses.afterSampler === 0 && sampler.notSampled > 0) {
    return said(
      'sampler',
      `${head}; received ${sampler.newTraces} traces of all classes, decided to keep ${sampler.sampled} and against ` +
        `${sampler.notSampled}: no policy claimed the lost ones (${votes(sampler)}; kept of this class: ${describePolicies(entry.policies)})`,
    );
  }
  const failed = exporter.sendFailed + exporter.enqueueFailed;
  if (failed > 0) {
    return said(
      'exporter',
      `${head}; the sampler kept ${sampler.sampled}, but the exporters lost ${failed} spans ` +
        `(${exporter.sendFailed} refused by the backend, ${exporter.enqueueFailed} with the queue full) beside ${exporter.sent} sent`,
    );
  }
  return said(
    'store',
    `${head}; the sampler kept ${sampler.sampled} traces and the exporters sent ${exporter.sent} spans without a failure, but the store does not show them`,
  );
}

function ofFlood(flood: Readonly<FloodAccount> | undefined): string {
  return flood && flood.refused > 0 ? ` (${flood.refused} of them of the flood)` : '';
}

function bySdks(spans: number | undefined): string {
  return spans === undefined ? '' : `; the services' SDKs gave up ${spans} spans`;
}

/** Says why a Collector that was flooded did not refuse, or did not count what it refused. */
export function diagnoseRefusal({ receiver }: PipelineCounters, flood: Readonly<FloodAccount>): Diagnosis {
  const { accepted, refused, unknown } = flood;
  const numbers = `of the flood's spans ${accepted} were taken, ${refused} refused, ${unknown} not answered for; the receiver counted ${receiver.refused} refused`;
  if (refused > receiver.refused) {
    return { stage: 'receiver', text: `the receiver does not count what it refuses: ${numbers}` };
  }
  if (accepted === 0) return { stage: 'receiver', text: `the flood did not get through to the Collector: ${numbers}` };
  return {
    stage: 'receiver',
    text: `the Collector had room for the flood, so that its memory limiter (if it has one) did not refuse: ${numbers}`,
  };
}

function votes({ votes: byPolicy, evaluationErrors }: PipelineCounters['sampler']): string {
  const errors = evaluationErrors > 0 ? `; ${evaluationErrors} evaluations failed` : '';
  return `policies seen, with the traces that each would keep: ${describePolicies(byPolicy)}${errors}`;
}

/** Says where metrics or logs were stopped on their way through the Collector. */
export function diagnoseSignal(kind: 'metrics' | 'logs', counters: PipelineCounters): Diagnosis {
  const { accepted, refused, sent, failed } = counters[kind];
  const unit = kind === 'metrics' ? 'metric points' : 'log records';
  const numbers = `receiver accepted ${accepted} ${unit} and refused ${refused}; exporters sent ${sent} and lost ${failed}`;
  if (refused > 0) return { stage: 'receiver', text: `the receiver refused ${unit}: ${numbers}` };
  if (failed > 0) return { stage: 'exporter', text: `the exporters lost ${unit}: ${numbers}` };
  if (accepted === 0) return { stage: 'service', text: `the services sent no ${unit}: ${numbers}` };
  if (sent === 0) return { stage: 'exporter', text: `no ${unit} left the Collector: ${numbers}` };
  return {
    stage: 'store',
    text: `${unit} flow, so the query does not match what is stored, or its value is as seen: ${numbers}`,
  };
}

export interface AlertFacts {
  /** Undefined where Prometheus has no such rule. */
  rule: { duration: number; health: string; lastError: string } | undefined;
  alertname: string;
  /** How many server spans' series Prometheus has, from which the rules are made. */
  sources: number | undefined;
  counters: PipelineCounters;
  /** Items in the queue of each exporter. */
  queued?: Record<string, number>;
}

/** Says why an alert did not live as expected. */
export function diagnoseAlert({ rule, alertname, sources, counters, queued = {} }: AlertFacts): Diagnosis {
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
        `the rule ${alertname} is evaluated without errors on the Collector's own counters and must hold for ${formatDuration(rule.duration * 1000)}; ` +
        `in this run the receiver refused ${receiver.refused} spans, the exporters sent ${exporter.sent} and lost ${exporter.sendFailed + exporter.enqueueFailed}; ` +
        `queues now: ${queues.join(', ') || 'none'}`,
    };
  }
  if (sources === 0) {
    const { stage, text } = diagnoseSignal('metrics', counters);
    return { stage, text: `Prometheus has no series of span metrics, on which the rule draws; ${text}` };
  }
  const from = sources === undefined ? '' : ` from ${sources} series of span metrics`;
  return {
    stage: 'rule',
    text: `the rule ${alertname} is evaluated without errors${from} and must hold for ${formatDuration(rule.duration * 1000)}: its expression decided`,
  };
}
