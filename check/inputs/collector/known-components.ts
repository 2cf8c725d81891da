import type { ComponentKind } from './component-id.ts';
import { contribRelease } from './contrib-release.ts';

/** Types in the repository of contrib that are in no distribution. */
const outside: Readonly<Record<ComponentKind, readonly string[]>> = {
  receivers: [],
  processors: ['dnslookup', 'lookup'],
  exporters: ['otlp'],
  connectors: ['metrics_as_logs', 'slow_sql'],
};

/** Deprecated type names that still work, and the current ones. */
export const renamedTypes: Readonly<Record<ComponentKind, Readonly<Record<string, string>>>> = {
  receivers: contribRelease.renamed.receivers ?? {},
  processors: contribRelease.renamed.processors ?? {},
  exporters: contribRelease.renamed.exporters ?? {},
  connectors: { ...contribRelease.renamed.connectors, metricsaslogs: 'metrics_as_logs', slowsql: 'slow_sql' },
};

/** The component types of contrib, by their current names. */
export const knownTypes: Readonly<Record<ComponentKind, readonly string[]>> = {
  receivers: typesOf('receivers'),
  processors: typesOf('processors'),
  exporters: typesOf('exporters'),
  connectors: typesOf('connectors'),
};

/** A type that was removed from the contrib distribution. */
export interface Removal {
  /** `in 0.131.0`; `before 0.136.0` if only a later release without it is known. */
  when: string;
  /** What took its place, as a fact: a check has not tried it. */
  instead: string;
}

const connectorInstead = 'an exporter of the traces pipeline, a receiver of a metrics pipeline';
const ofJaeger = 'Jaeger receives OTLP, on the ports 4317 and 4318.';

/** What replaced a removed type; the release that removed it, where the inventory of releases does not have it. */
const replacements: Readonly<Record<ComponentKind | 'extensions', Readonly<Record<string, Removal | string>>>> = {
  receivers: {
    file: 'The otlp_json_file receiver reads such files.',
    jmx: 'The OpenTelemetry JMX scraper replaced it, which sends OTLP.',
    opencensus: 'OpenTelemetry replaced OpenCensus: applications send OTLP, which the otlp receiver takes.',
    sapm: 'The senders of Splunk send OTLP, which the otlp receiver takes.',
    signalfx: 'The senders of Splunk send OTLP, which the otlp receiver takes.',
  },
  processors: {
    datadog: 'The datadog connector replaced it.',
    experimental_metricsgeneration: { when: 'before 0.159.0', instead: 'It is now the metricsgeneration processor.' },
    k8s_tagger: { when: 'in 0.37.0', instead: 'It is now the k8s_attributes processor.' },
    logstransform: { when: 'before 0.136.0', instead: 'The transform processor replaced it.' },
    queued_retry: {
      when: 'before 0.50.0',
      instead: 'Exporters have a sending_queue and retry_on_failure of their own.',
    },
    routing: 'The routing connector replaced it, with a pipeline for each route.',
    servicegraph: `The service_graph connector replaced it: ${connectorInstead}.`,
    spanmetrics: `The span_metrics connector replaced it: ${connectorInstead}.`,
  },
  exporters: {
    carbon: 'Contrib has no other exporter for Graphite.',
    dynatrace: 'Dynatrace receives OTLP over HTTP.',
    instana: 'Instana receives OTLP.',
    jaeger: ofJaeger,
    jaeger_thrift: { when: 'in 0.86.0', instead: ofJaeger },
    jaegerthrifthttp: ofJaeger,
    logging: 'The debug exporter replaced it.',
    loki: 'Loki receives OTLP over HTTP, at the path /otlp.',
    opencensus: 'OTLP replaced its protocol.',
    sapm: 'Splunk receives OTLP.',
    skywalking: 'SkyWalking receives OTLP.',
  },
  connectors: {},
  extensions: {
    memory_ballast: {
      when: 'in 0.108.0',
      instead: "The variable GOMEMLIMIT in the Collector's environment replaced it.",
    },
  },
};

/** Removed types whose successor takes the same settings, except for those named. */
export const successors: Readonly<Record<string, { type: string; without: readonly string[] }>> = {
  'exporters logging': { type: 'debug', without: ['loglevel'] },
  'processors experimental_metricsgeneration': { type: 'metricsgeneration', without: [] },
};

/** The removal of a type; undefined for a type that contrib has or never had. */
export function removalOf(kind: ComponentKind | 'extensions', type: string): Removal | undefined {
  const known = Object.hasOwn(replacements[kind], type) ? replacements[kind][type] : undefined;
  if (typeof known === 'object') return known;
  const removed = Object.entries(contribRelease.removed[kind] ?? {}).find(([name]) => alike(name, type));
  if (!removed) return undefined;
  return {
    when: `in ${removed[1]}`,
    instead: known ?? 'The changelog of contrib has the reason.',
  };
}

/** Whether two names of a type differ only in underscores. */
export function alike(one: string, other: string): boolean {
  return one.replaceAll('_', '') === other.replaceAll('_', '');
}

/** Processors that the engine may not have, and what a check lacks without each. */
export const skippedProcessors: Readonly<Record<string, string>> = {
  cardinality_guardian: 'limits on the cardinality of metrics',
  coralogix: 'attributes',
  dnslookup: 'host names',
  drain: 'log templates',
  gen_ai_normalizer: 'gen_ai.* attributes with their standard names',
  geoip: 'geo.* attributes',
  k8s_attributes: 'k8s.* and container.* attributes',
  isolationforest: 'anomaly scores',
  lookup: 'attributes from a lookup',
  remotetap: 'a live view of the telemetry',
  schema: 'attribute names of another schema version',
  resource_detection: 'attributes of the host and the cloud',
  sumologic: 'attribute names of Sumo Logic',
  unroll: 'one log record for each element of a list',
};

/** Connectors that forward their input, and what each derives from it. */
export const derivingConnectors: Readonly<Record<string, string>> = {
  datadog: 'trace statistics',
  exceptions: 'counts and log records of exceptions',
  grafanacloud: 'host counts',
  metrics_as_logs: 'log records of metrics',
  slow_sql: 'metrics of slow queries',
  sum: 'sums',
};

function typesOf(kind: ComponentKind): string[] {
  return [...(contribRelease.types[kind] ?? []), ...outside[kind]];
}
