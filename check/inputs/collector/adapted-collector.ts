import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';

/** A receiver of the user's file, which an OTLP receiver replaces. */
export interface AdaptedReceiver {
  /** The id in the user's file: `otlp`, `jaeger/legacy`. */
  id: string;
  signals: readonly OtlpSignal[];
  /** OTLP over HTTP, on the host `otel-collector`. */
  port: number;
  /** The signals of the traffic that are sent here; each signal is sent to one receiver. */
  trafficSignals: readonly OtlpSignal[];
}

/** An exporter of the user's file. */
export interface AdaptedExporter {
  id: string;
  signals: readonly OtlpSignal[];
  /**
   * `captured`: in its place an exporter of OTLP over HTTP sends to `http://HOST:4318`, whatever its type was.
   * `scraped`: a Prometheus exporter as it is, which is scraped on `port` of the host `otel-collector`. `remote-write`:
   * as it is, into Prometheus.
   */
  how: 'captured' | 'scraped' | 'remote-write';
  /** The host to which a captured one sends, one for each exporter. */
  host?: string;
  port?: number;
}

/** A policy of a tail sampler, with where it stands. */
export interface PolicySource {
  name: string;
  /**
   * What the Collector's own counters call it where that is not its name: `gold.errors` in the sampler
   * `tail_sampling/gold`.
   */
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

/** A name of an attribute on which a processor, connector or policy acts. */
export interface AttributeUse {
  /** `attributes/redact`, `tail_sampling policy errors`. */
  component: string;
  key: string;
  on: 'resource' | 'span' | 'spanEvent' | 'log' | 'datapoint' | 'any';
  /** It writes the attribute, so that later ones may use it. */
  writes: boolean;
  source?: SourceLine;
}

/** The person's Collector configuration, made such that the engine can run it. */
export interface AdaptedCollector {
  /** One file in YAML for the engine. */
  text: string;
  receivers: readonly AdaptedReceiver[];
  exporters: readonly AdaptedExporter[];
  /** The processors of each pipeline, in their order, by the pipeline's id. */
  pipelines: Readonly<Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>>;
  /** The person's ids by those that the engine has, in labels of the Collector's own metrics too, where they differ. */
  names?: Readonly<Record<string, string>>;
  samplers: readonly SamplerSource[];
  attributes: readonly AttributeUse[];
  /** What adapting found: deprecated names, components passed through, receivers without traffic. */
  findings: readonly Finding[];
  /** Where a path of keys stands: `['processors', 'tail_sampling', 'policies', 0]`. */
  sourceOf: (path: readonly (string | number)[]) => SourceLine | undefined;
  /**
   * Where a text stands that is a value within the part at a path, such as a statement that the Collector cannot parse.
   */
  sourceOfText?: (path: readonly (string | number)[], text: string) => SourceLine | undefined;
}
