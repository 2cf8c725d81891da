import type { ComponentKind } from './component-id.ts';

/**
 * The component types of the contrib distribution, by their current names. Sources: the distribution's manifest, and
 * the `metadata.yaml` of each component.
 */
export const knownTypes: Readonly<Record<ComponentKind, readonly string[]>> = {
  receivers: words(`active_directory_ds aerospike apache apachespark awscloudwatch awscontainerinsightreceiver
    awsecscontainermetrics awsfirehose awss3 awsxray azureblob azureeventhub azure_monitor bigip carbon chrony cloudflare cloudfoundry
    collectd couchdb datadog docker_stats elasticsearch envoyals expvar faro file_log filestats flinkmetrics fluentforward github
    googlecloudmonitoring googlecloudpubsub googlecloudspanner haproxy host_metrics httpcheck influxdb iis jaeger jmx journald
    k8s_cluster k8s_events k8s_objects kafka kafkametrics kubelet_stats libhoney loki memcached mongodb mongodbatlas mysql namedpipe
    netflow nginx nop nsxt ntp oracledb otelarrow otlp otlpjsonfile podman_stats postgresql prometheus prometheus_remote_write
    prometheus_simple pulsar purefa purefb rabbitmq receiver_creator redis riak saphana signalfx skywalking snmp snowflake solace
    splunkenterprise splunk_hec sqlquery sqlserver sshcheck statsd stef syslog tcpcheck tcplog tlscheck udplog vcenter wavefront
    webhookevent windowseventlog windowsperfcounters yanggrpc zipkin zookeeper`),
  processors:
    words(`attributes batch coralogix cumulative_to_delta delta_to_cumulative delta_to_rate dnslookup drain filter geoip groupbyattrs
    groupbytrace interval isolationforest k8s_attributes logdedup lookup memory_limiter metricsgeneration metric_start_time
    metrics_transform probabilistic_sampler redaction remotetap resource resource_detection schema span sumologic tail_sampling
    transform unroll`),
  exporters:
    words(`alibabacloud_logservice awscloudwatchlogs awsemf awskinesis awss3 awsxray azureblob azuredataexplorer azuremonitor
    bmchelix carbon cassandra clickhouse coralogix datadog dataset debug doris elasticsearch faro file googlecloud googlecloudpubsub
    googlecloudstorage googlemanagedprometheus honeycombmarker influxdb kafka loadbalancing logicmonitor logzio mezmo nop opensearch
    otelarrow otlp_grpc otlp otlp_http prometheus prometheus_remote_write pulsar rabbitmq sapm sentry signalfx splunk_hec stef
    sumologic syslog tencentcloud_logservice tinybird zipkin`),
  connectors:
    words(`count datadog exceptions failover forward grafanacloud metricsaslogs otlpjson round_robin routing service_graph
    signal_to_metrics slowsql span_metrics sum`),
};

/** Deprecated type names that still work, and the current ones. */
export const renamedTypes: Readonly<Record<ComponentKind, Readonly<Record<string, string>>>> = {
  receivers: {
    azuremonitor: 'azure_monitor',
    hostmetrics: 'host_metrics',
    k8sobjects: 'k8s_objects',
    kubeletstats: 'kubelet_stats',
  },
  processors: {
    cumulativetodelta: 'cumulative_to_delta',
    deltatocumulative: 'delta_to_cumulative',
    deltatorate: 'delta_to_rate',
    k8sattributes: 'k8s_attributes',
    metricstarttime: 'metric_start_time',
    metricstransform: 'metrics_transform',
    resourcedetection: 'resource_detection',
  },
  exporters: { otlp: 'otlp_grpc', otlphttp: 'otlp_http', prometheusremotewrite: 'prometheus_remote_write' },
  connectors: { servicegraph: 'service_graph', signaltometrics: 'signal_to_metrics', spanmetrics: 'span_metrics' },
};

/** A type that was removed. */
export interface Removal {
  /** `in 0.131.0`; `before 0.136.0` if only a later release without it is known. */
  when: string;
  instead: string;
}

const otlpInstead = 'Send OTLP: an otlp_grpc or otlp_http exporter';

export const removedTypes: Readonly<Record<ComponentKind, Readonly<Record<string, Removal>>>> = {
  receivers: {
    opencensus: { when: 'in 0.134.0', instead: 'Send OTLP from the applications, to an otlp receiver.' },
  },
  processors: {
    k8s_tagger: { when: 'in 0.37.0', instead: 'Use the k8s_attributes processor.' },
    servicegraph: {
      when: 'in 0.92.0',
      instead: 'Use the service_graph connector: an exporter of the traces pipeline, a receiver of a metrics pipeline.',
    },
    spanmetrics: {
      when: 'in 0.96.0',
      instead: 'Use the span_metrics connector: an exporter of the traces pipeline, a receiver of a metrics pipeline.',
    },
    routing: { when: 'before 0.136.0', instead: 'Use the routing connector, with a pipeline for each route.' },
    experimental_metricsgeneration: { when: 'before 0.159.0', instead: 'Use the metricsgeneration processor.' },
    logstransform: { when: 'before 0.136.0', instead: 'Use the transform processor.' },
    queued_retry: { when: 'before 0.50.0', instead: "Use the exporters' own sending_queue and retry_on_failure." },
  },
  exporters: {
    jaeger: { when: 'in 0.86.0', instead: `${otlpInstead}, to Jaeger's port 4317 or 4318.` },
    jaeger_thrift: { when: 'in 0.86.0', instead: `${otlpInstead}, to Jaeger's port 4317 or 4318.` },
    logging: { when: 'in 0.111.0', instead: 'Use the debug exporter.' },
    loki: { when: 'in 0.131.0', instead: 'Use an otlp_http exporter with endpoint: http://LOKI:3100/otlp.' },
    opencensus: { when: 'in 0.134.0', instead: `${otlpInstead}.` },
    skywalking: { when: 'in 0.105.0', instead: `${otlpInstead}, to SkyWalking's OTLP receiver.` },
  },
  connectors: {},
};

export const removedExtensions: Readonly<Record<string, Removal>> = {
  memory_ballast: {
    when: 'before 0.110.0',
    instead: "Remove it, and set GOMEMLIMIT in the Collector's environment to about 80% of its memory.",
  },
};

/** Processors that only add data from their environment, or show telemetry, and what a check lacks without each. */
export const addingProcessors: Readonly<Record<string, string>> = {
  coralogix: 'attributes',
  dnslookup: 'host names',
  geoip: 'geo.* attributes',
  k8s_attributes: 'k8s.* and container.* attributes',
  lookup: 'attributes from a lookup',
  remotetap: 'a live view of the telemetry',
  schema: 'attribute names of another schema version',
  resource_detection: 'attributes of the host and the cloud',
};

/** Connectors that forward their input, and what each derives from it. */
export const derivingConnectors: Readonly<Record<string, string>> = {
  datadog: 'trace statistics',
  exceptions: 'counts and log records of exceptions',
  grafanacloud: 'host counts',
  metricsaslogs: 'log records of metrics',
  slowsql: 'metrics of slow queries',
  sum: 'sums',
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
