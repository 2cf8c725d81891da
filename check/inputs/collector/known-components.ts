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
  instead: string;
}

const otlpInstead = 'Send OTLP: an otlp_grpc or otlp_http exporter';
const connectorInstead = 'an exporter of the traces pipeline, a receiver of a metrics pipeline';

/** What replaces a removed type; the release that removed it, where the inventory of releases does not have it. */
const replacements: Readonly<Record<ComponentKind | 'extensions', Readonly<Record<string, Removal | string>>>> = {
  receivers: {
    file: 'Use the otlp_json_file receiver.',
    jmx: 'Scrape the JMX metrics with the Prometheus Java agent, or use the OpenTelemetry JMX scraper, which sends OTLP.',
    opencensus: 'Send OTLP from the applications, to an otlp receiver.',
    sapm: 'Send OTLP, to an otlp receiver.',
    signalfx: 'Send OTLP, to an otlp receiver.',
  },
  processors: {
    datadog: 'Use the datadog connector.',
    experimental_metricsgeneration: { when: 'before 0.159.0', instead: 'Use the metricsgeneration processor.' },
    k8s_tagger: { when: 'in 0.37.0', instead: 'Use the k8s_attributes processor.' },
    logstransform: { when: 'before 0.136.0', instead: 'Use the transform processor.' },
    queued_retry: { when: 'before 0.50.0', instead: "Use the exporters' own sending_queue and retry_on_failure." },
    routing: 'Use the routing connector, with a pipeline for each route.',
    servicegraph: `Use the service_graph connector: ${connectorInstead}.`,
    spanmetrics: `Use the span_metrics connector: ${connectorInstead}.`,
  },
  exporters: {
    carbon: 'Use a Prometheus exporter, or send OTLP.',
    dynatrace: "Use an otlp_http exporter with Dynatrace's OTLP endpoint.",
    instana: "Use an otlp_grpc exporter with Instana's OTLP endpoint.",
    jaeger: `${otlpInstead}, to Jaeger's port 4317 or 4318.`,
    jaeger_thrift: { when: 'in 0.86.0', instead: `${otlpInstead}, to Jaeger's port 4317 or 4318.` },
    jaegerthrifthttp: `${otlpInstead}, to Jaeger's port 4317 or 4318.`,
    logging: 'Use the debug exporter.',
    loki: 'Use an otlp_http exporter with endpoint: http://LOKI:3100/otlp.',
    opencensus: `${otlpInstead}.`,
    sapm: `${otlpInstead}.`,
    skywalking: `${otlpInstead}, to SkyWalking's OTLP receiver.`,
  },
  connectors: {},
  extensions: {
    memory_ballast: {
      when: 'in 0.108.0',
      instead: "Remove it, and set GOMEMLIMIT in the Collector's environment to about 80% of its memory.",
    },
  },
};

/** The removal of a type; undefined for a type that contrib has or never had. */
export function removalOf(kind: ComponentKind | 'extensions', type: string): Removal | undefined {
  const known = Object.hasOwn(replacements[kind], type) ? replacements[kind][type] : undefined;
  if (typeof known === 'object') return known;
  const removed = Object.entries(contribRelease.removed[kind] ?? {}).find(([name]) => alike(name, type));
  if (!removed) return undefined;
  return {
    when: `in ${removed[1]}`,
    instead:
      known ?? `Remove it, or keep using a release before ${removed[1]}. The changelog of contrib has the reason.`,
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
