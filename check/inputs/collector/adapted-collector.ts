import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { CollectorNotice } from '../notice.ts';
import type { Replicas } from './manifests/replicas.ts';
import type { ReferencedValues } from './referenced-values.ts';

/** A receiver of the user's file, replaced by an OTLP receiver. */
export interface AdaptedReceiver {
  /** The user's ID: `otlp`, `jaeger/legacy`. */
  id: string;
  signals: readonly OtlpSignal[];
  /** OTLP over HTTP, on the Collector's host. */
  port: number;
  /** OTLP over gRPC, for a Collector behind agents. */
  grpcPort?: number;
  /** The signals that the traffic sends here; if several receivers take a signal, only the first trafficSignals it. */
  trafficSignals: readonly OtlpSignal[];
}

/** An exporter of the user's file. */
export interface AdaptedExporter {
  id: string;
  signals: readonly OtlpSignal[];
  /**
   * `captured`: replaced, whatever its type, by an OTLP/HTTP exporter that sends to `http://HOST:4318`. `scraped`: a
   * Prometheus exporter, kept and scraped on `port` of the Collector's host. `remote-write`: kept, writes into
   * Prometheus. `gateways`: kept, sends to the gateways of a second tier.
   */
  how: 'captured' | 'scraped' | 'remote-write' | 'gateways';
  /** How an exporter to the gateways spreads what it sends over them. */
  balancing?: Balancing;
  /** The host to which a captured exporter sends, one for each exporter. */
  host?: string;
  /**
   * Its metrics reach Prometheus over another exporter, so that a captured exporter does not forward them: every series
   * would exist twice.
   */
  isDuplicate?: true;
  /** The endpoint in the user's file; empty if it has none. */
  endpoint?: string;
  port?: number;
}

/**
 * `connection`: a plain OTLP exporter, whose connections each go to one gateway. `key`: a `load_balancing` exporter
 * with this `routing_key`.
 */
export type Balancing = { by: 'connection' } | { by: 'key'; key: string };

/** A policy of a tail sampler, with its line. */
export interface PolicySource {
  name: string;
  /** The label in the Collector's own counters if it differs: `gold.errors` for the sampler `tail_sampling/gold`. */
  label?: string;
  type: string;
  /** As parsed from the file. */
  settings: Readonly<Record<string, unknown>>;
  source?: SourceLine;
}

export interface SamplerSource {
  /** The processor's id. */
  id: string;
  policies: readonly PolicySource[];
  decisionWaitMs: number;
  source?: SourceLine;
}

/** An attribute that a processor, connector or policy uses. */
export interface AttributeUse {
  /** `attributes/redact`, `tail_sampling policy errors`. */
  component: string;
  key: string;
  on: 'resource' | 'span' | 'spanEvent' | 'log' | 'datapoint' | 'any';
  /** It sets the attribute, so that later components may use it. */
  writes: boolean;
  source?: SourceLine;
}

/** The user's Collector configuration, adapted to the engine. */
export interface AdaptedCollector {
  /** The user's files, merged in this order. */
  files: readonly string[];
  /** The files that they include. */
  included: readonly string[];
  /** The configuration for the engine, in YAML. */
  text: string;
  receivers: readonly AdaptedReceiver[];
  exporters: readonly AdaptedExporter[];
  /** The components of each pipeline, in their order, by the pipeline's ID. */
  pipelines: Readonly<Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>>;
  /** The user's IDs by the engine's IDs, where they differ; also for labels of the Collector's own metrics. */
  names?: Readonly<Record<string, string>>;
  samplers: readonly SamplerSource[];
  /** How many Collectors have this configuration, if a manifest says so. */
  replicas?: Replicas;
  /** How long its batches may hold a span in all, in milliseconds. */
  batchingMs?: number;
  attributes: readonly AttributeUse[];
  /** The feature gates that are switched for it: `-` in front of those that are off. */
  gates?: readonly string[];
  /** Notices for the findings: unset variables, deprecated names, simplified components. */
  notices: readonly CollectorNotice[];
  /** The values of variables and included files, which no message may print. */
  values: ReferencedValues;
  /** The line of a path of keys: `['processors', 'tail_sampling', 'policies', 0]`. */
  sourceOf: (path: readonly (string | number)[]) => SourceLine | undefined;
  /** The line of a string value under a path, such as a statement that the Collector cannot parse. */
  sourceOfText?: (path: readonly (string | number)[], text: string) => SourceLine | undefined;
}
