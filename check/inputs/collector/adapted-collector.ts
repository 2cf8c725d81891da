import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { CollectorNotice } from '../notice.ts';

/** A receiver of the person's file, in whose place an OTLP receiver takes the traffic. */
export interface WayIn {
  /** As the person named it: `otlp`, `jaeger/legacy`. */
  id: string;
  signals: readonly OtlpSignal[];
  /** OTLP over HTTP, on the host `otel-collector`. */
  port: number;
  /** Whether traffic is sent here; of several only the first that takes a signal gets it. */
  gets: readonly OtlpSignal[];
}

/** An exporter of the person's file. */
export interface WayOut {
  id: string;
  signals: readonly OtlpSignal[];
  /**
   * `captured`: in its place an exporter of OTLP over HTTP sends to `http://HOST:4318`, whatever its type was. `scraped`: a Prometheus
   * exporter as it is, which is scraped on `port` of the host `otel-collector`. `remote-write`: as it is, into Prometheus.
   */
  how: 'captured' | 'scraped' | 'remote-write';
  /** The host to which a captured one sends, one for each exporter. */
  host?: string;
  port?: number;
}

/** A policy of a tail sampler, with where it stands. */
export interface PolicySource {
  name: string;
  /** What the Collector's own counters call it where that is not its name: `gold.errors` in the sampler `tail_sampling/gold`. */
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
  waysIn: readonly WayIn[];
  waysOut: readonly WayOut[];
  /** The processors of each pipeline, in their order, by the pipeline's id. */
  pipelines: Readonly<Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>>;
  /** The person's ids by those that the engine has, in labels of the Collector's own metrics too, where they differ. */
  names?: Readonly<Record<string, string>>;
  samplers: readonly SamplerSource[];
  attributes: readonly AttributeUse[];
  /** What adapting brought up: unset variables, former names, components that do less here. */
  notices: readonly CollectorNotice[];
  /** Where a path of keys stands: `['processors', 'tail_sampling', 'policies', 0]`. */
  sourceOf: (path: readonly (string | number)[]) => SourceLine | undefined;
  /** Where a text stands that is a value within the part at a path, such as a statement that the Collector cannot parse. */
  sourceOfText?: (path: readonly (string | number)[], text: string) => SourceLine | undefined;
}
