import type { PrometheusApi } from '../../stack/clients/clients.ts';
import type { CollectorMetrics } from '../../stack/clients/collector.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { ClassCounts } from '../../scenarios/sampling/ledger/class-counts.ts';
import type { SentMetric } from '../../simulation/services/sent-metrics.ts';
import type { Timeline } from './timeline.ts';
import type { ExampleTrace } from './traces/example-traces.ts';

/** The counts of one class in a check; kept means that at least one span came out of an exporter. */
export interface ClassAccount extends ClassCounts {
  /** Of those kept, by the exporter that they came out of: of several each counts. */
  exporters: Record<string, number>;
  /** How long the longest incomplete trace was, from first to last span, in milliseconds. */
  longestIncompleteMs: number;
  /** The durations of the incomplete traces, in milliseconds. */
  incompleteMs?: number[];
  /** The durations of the traces that were not kept, in milliseconds. */
  lostMs?: number[];
  /** Of the traces that were not kept, how many a policy for the class applies to. */
  lostInScope?: number;
  /** Of the traces that were not kept, how many meet the conditions of each drop policy and filter. */
  lostDrops?: Record<string, number>;
  /** Of those kept, how many have an error that is not a 4xx response; counted where a policy keeps any error. */
  serverErrors?: number;
  /** The trace id of an example each, for evidence. */
  examples: { lost?: string; incomplete?: string };
}

/** How much of one signal was sent or received. */
export interface Volume {
  items: number;
  bytes: number;
}

/** A secret in telemetry that left the Collector. */
export interface Leak {
  pattern: string;
  /** The exporter's name in the user's file. */
  exporter: string;
  signal: OtlpSignal;
  /** Where in the record: `span attribute url.full`, `log body`. */
  place: string;
  count: number;
  /** An excerpt in which the secret itself is masked. */
  example: string;
}

/** Names of the attributes that the services sent: those that processors and policies can act on. */
export interface AttributeNames {
  resource: ReadonlySet<string>;
  span: ReadonlySet<string>;
  spanEvent: ReadonlySet<string>;
  log: ReadonlySet<string>;
  datapoint: ReadonlySet<string>;
}

/** The Collector's own metrics at one moment. */
export interface CollectorReading {
  time: number;
  metrics: CollectorMetrics;
}

/** What was observed in a simulation. Prometheus can still be queried, in virtual time. */
export interface Observations {
  timeline: Timeline;
  /** A trace that takes longer, in milliseconds, has the class `slow`. */
  slowMs: number;
  classes: readonly ClassAccount[];
  /** Traces with all their spans, to show. */
  examples?: readonly ExampleTrace[];
  /** Of `sent`, how many traces the head sampler did not sample, by class; missing if there is no head sampler. */
  headDropped?: Record<string, number>;
  sent: Record<OtlpSignal, Volume>;
  /** By the exporter's name in the user's file; of the agents, with `agentPrefix` in front. */
  received: Record<string, Record<OtlpSignal, Volume>>;
  leaks: readonly Leak[];
  attributes: AttributeNames;
  /** How many spans each service sent, by `service.name`. */
  spans?: Readonly<Record<string, number>>;
  /** How often the services exported metrics, if the traffic file defines it; ms. */
  exportIntervalMs?: number;
  /** The metrics that the services sent. */
  metrics?: readonly SentMetric[];
  collector: { start: CollectorReading; end: CollectorReading };
  /** The same of the agents, if there are two tiers: then `collector` has the sums over all gateways. */
  agents?: Pick<Observations, 'collector' | 'collectorLog'>;
  prometheus: PrometheusApi;
  /** The Collector's log lines at warning and above, without repetitions. */
  collectorLog: readonly string[];
}
