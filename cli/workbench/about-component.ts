import { formatList } from '../../lib/format/list.ts';
import { plural } from '../../lib/format/number.ts';
import { asArray, asObject, asString, type JsonObject } from '../../lib/json.ts';
import type { ComponentRole } from '../../ui/workbench/api.ts';

type About = (settings: JsonObject) => string;

/**
 * What a component does with its items, as a sentence; empty for a type that is not known. Only settings that cannot
 * hold a secret are named.
 */
export function aboutComponent(role: ComponentRole, id: string, settings: JsonObject): string {
  const type = (id.split('/')[0] ?? id).replaceAll('_', '');
  return abouts[role][type]?.(settings) ?? '';
}

const otlp = ({ protocols }: JsonObject): string => {
  const names = Object.keys(asObject(protocols)).map((name) => (name === 'grpc' ? 'gRPC' : name.toUpperCase()));
  return `Receives OTLP${names.length === 0 ? '' : ` over ${formatList(names)}`}.`;
};

const abouts: Readonly<Record<ComponentRole, Readonly<Record<string, About>>>> = {
  receiver: {
    otlp,
    prometheus: ({ config }) =>
      `Scrapes metrics in the Prometheus format: ${plural(asArray(asObject(config).scrape_configs).length, 'job')}.`,
    jaeger: () => 'Receives spans in the formats of Jaeger.',
    zipkin: () => 'Receives spans in the format of Zipkin.',
    filelog: () => 'Reads log lines from files.',
    hostmetrics: () => 'Measures this machine: CPU, memory, disks, network.',
  },
  processor: {
    memorylimiter: ({ limit_mib: limit, limit_percentage: share }) =>
      `Refuses items while the Collector has more than ${limit === undefined ? `${asString(share)}% of the memory` : `${asString(limit)} MiB`} in use; the senders retry.`,
    batch: ({ timeout, send_batch_size: size }) =>
      `Collects items for ${asString(timeout) || '200ms'} or until there are ${asString(size) || '8192'}, and passes them on together.`,
    transform: (settings) => {
      const kinds = ['trace', 'metric', 'log'].filter((kind) => settings[`${kind}_statements`] !== undefined);
      return `Changes items with OTTL statements for ${formatList(kinds.map((kind) => `${kind}s`))}; drops none.`;
    },
    filter: () => 'Drops the items that match its conditions.',
    attributes: ({ actions }) => `Changes attributes of items: ${plural(asArray(actions).length, 'action')}.`,
    resource: ({ attributes }) => `Changes attributes of resources: ${plural(asArray(attributes).length, 'action')}.`,
    resourcedetection: ({ detectors }) =>
      `Adds attributes about where it runs: ${formatList(asArray(detectors).map(asString))}.`,
    k8sattributes: () => 'Adds the attributes of Kubernetes pods.',
    redaction: () => 'Removes attributes that are not allowed, and masks values that are blocked.',
    probabilisticsampler: ({ sampling_percentage: share }) =>
      `Keeps ${asString(share)}% of the traces, chosen by trace ID.`,
    tailsampling: ({ decision_wait: wait, policies }) =>
      `Keeps or drops whole traces ${asString(wait) || '30s'} after their first span, by ${plural(asArray(policies).length, 'policy', 'policies')}.`,
    cumulativetodelta: () => 'Turns cumulative metrics into deltas.',
    deltatocumulative: () => 'Turns deltas into cumulative metrics.',
    groupbyattrs: () => 'Groups items by attributes into resources.',
    groupbytrace: () => 'Groups spans by trace.',
    span: () => 'Changes names and attributes of spans.',
    interval: ({ interval }) => `Passes the latest value of each metric on every ${asString(interval) || '60s'}.`,
  },
  connector: {
    forward: () => 'Passes items from pipelines to others, unchanged.',
    spanmetrics: ({ metrics_flush_interval: every }) =>
      `Counts spans and their durations, and passes them on as metrics every ${asString(every) || '60s'}.`,
    servicegraph: ({ metrics_flush_interval: every }) =>
      `Counts the requests between services, and passes them on as metrics every ${asString(every) || '60s'}.`,
    count: () => 'Counts items, and passes the counts on as metrics.',
    routing: () => 'Passes items to pipelines by conditions.',
    failover: () => 'Passes items to the first pipeline that works.',
    roundrobin: () => 'Passes items to its pipelines in turn.',
    exceptions: () => 'Turns exceptions in spans into metrics or log records.',
  },
  exporter: {
    otlp: () => 'Sends OTLP over gRPC.',
    otlphttp: () => 'Sends OTLP over HTTP.',
    prometheus: () => 'Serves metrics for Prometheus to scrape.',
    prometheusremotewrite: () => 'Sends metrics to a Prometheus with remote write.',
    debug: () => 'Writes items to the log of the Collector.',
    file: () => 'Writes items to a file.',
    nop: () => 'Drops everything.',
    loadbalancing: () => 'Sends the items of a trace or service always to the same backend.',
    kafka: () => 'Sends items to Kafka.',
  },
};
