import type { PrometheusApi } from '../../stack/clients/clients.ts';
import type { CollectorMetrics } from '../../stack/clients/collector.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { ClassCounts } from '../../scenarios/sampling/ledger/class-counts.ts';
import type { Timeline } from './timeline.ts';

/** The counts of one class in a check; kept means that at least one span came out of an exporter. */
export interface ClassAccount extends ClassCounts {
  /** Of those kept, by the exporter that they came out of: of several each counts. */
  exporters: Record<string, number>;
  /** How long the longest incomplete trace was, from first to last span, in milliseconds. */
  longestIncompleteMs: number;
  /** The same of the traces that were not kept. */
  longestLostMs?: number;
  /** The trace id of an example each, for evidence. */
  examples: { lost?: string; incomplete?: string };
}

/** What went in or came out at one place, per signal. */
export interface Volume {
  items: number;
  bytes: number;
}

/** Text that a pattern of `--secrets` matched in something that left the Collector. */
export interface Leak {
  pattern: string;
  /** The exporter by its name in the person's file. */
  exporter: string;
  signal: OtlpSignal;
  /** Where in the record: `span attribute url.full`, `log body`. */
  place: string;
  count: number;
  /** An excerpt in which the secret itself is masked. */
  example: string;
}

/** Names of attributes that the traffic sent, before any processor: what processors and policies can act on. */
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

/** What a check has seen when its traffic is over; Prometheus still answers, while virtual time is run. */
export interface Observations {
  timeline: Timeline;
  /** Longer than this a trace is of the class `slow`, in milliseconds. */
  slowMs: number;
  classes: readonly ClassAccount[];
  /** Of `sent`, what a head sampler never let out, by class. Missing where there is none. */
  headDropped?: Record<string, number>;
  sent: Record<OtlpSignal, Volume>;
  /** By the exporter's name in the person's file. */
  received: Record<string, Record<OtlpSignal, Volume>>;
  leaks: readonly Leak[];
  attributes: AttributeNames;
  collector: { start: CollectorReading; end: CollectorReading };
  prometheus: PrometheusApi;
  /** What the Collector wrote at warning and above, without repetitions. */
  collectorLog: readonly string[];
}
