import { stringify } from 'yaml';
import { defined } from '../../../lib/defined.ts';
import { asArray, asObject, asString, type JsonObject } from '../../../lib/json.ts';
import type { PrometheusNotice } from '../notice.ts';
import type { PrometheusSource } from './prometheus-source.ts';
import type { RuleSet } from './rule.ts';

/** A port that a check's Prometheus scrapes on one or more hosts. */
export interface ScrapeTarget {
  /** The job name if no job of the user scrapes that port. */
  job: string;
  hosts: readonly string[];
  port: number;
}

export interface PrometheusConfig {
  path: string;
  text: string;
  notices: PrometheusNotice[];
}

const path = '/etc/prometheus/prometheus.yml';

/** The settings that a job keeps: those that affect its series, and none that need another machine. */
const keptOfJob = [
  'scrape_interval',
  'scrape_timeout',
  'scrape_protocols',
  'fallback_scrape_protocol',
  'scrape_native_histograms',
  'native_histogram_bucket_limit',
  'native_histogram_min_bucket_factor',
  'scrape_classic_histograms',
  'always_scrape_classic_histograms',
  'convert_classic_histograms_to_nhcb',
  'honor_labels',
  'honor_timestamps',
  'track_timestamps_staleness',
  'extra_scrape_metrics',
  'metrics_path',
  'metric_name_validation_scheme',
  'metric_name_escaping_scheme',
  'sample_limit',
  'label_limit',
  'label_name_length_limit',
  'label_value_length_limit',
  'metric_relabel_configs',
];
/** Files on another machine. */
const droppedOfGlobal = ['query_log_file', 'scrape_failure_log_file'];

/** The Collector's own metrics, which every check scrapes. */
export const ownMetrics: ScrapeTarget = { job: 'otel-collector', hosts: ['otel-collector'], port: 8888 };

/**
 * The configuration of a check's Prometheus, with the intervals, labels and jobs of the user's file, or of the
 * sandbox's own file.
 */
export function prometheusConfig(
  source: PrometheusSource,
  rules: RuleSet,
  targets: readonly ScrapeTarget[] = [],
  own: ScrapeTarget = ownMetrics,
): PrometheusConfig {
  const scraped = [own, ...targets.filter(({ port }) => port !== own.port)];
  const jobs = scraped.map((target) => ({ target, job: source.jobs.find((job) => portsOf(job).has(target.port)) }));
  const global = Object.fromEntries(Object.entries(source.global).filter(([key]) => !droppedOfGlobal.includes(key)));
  const names = new Set<string>();
  const isHonored = honorsLabels(rules);
  const config = {
    ...source.unknown,
    global,
    rule_files: Object.keys(rules.files),
    scrape_configs: jobs.map(({ target, job }) => scrapeConfig(target, job, names, isHonored)),
    otlp: source.otlp,
    storage: {
      tsdb: { out_of_order_time_window: source.storage.out_of_order_time_window ?? '10m' },
      exemplars: { max_exemplars: 20_000 },
    },
  };
  const idle = source.file === undefined ? [] : source.jobs.filter((job) => !jobs.some((one) => one.job === job));
  return {
    path,
    text: stringify(config, { lineWidth: 0 }),
    notices: idle.length > 0 ? [idleJobs(source, idle)] : [],
  };
}

function scrapeConfig(
  { job: name, hosts, port }: ScrapeTarget,
  job: JsonObject | undefined,
  names: Set<string>,
  isHonored: boolean,
): JsonObject {
  const own = asString(job?.job_name);
  // A job may scrape several ports, but job names must be unique.
  const wanted = own === '' ? name : own;
  let unique = names.has(wanted) ? `${wanted}-${port}` : wanted;
  // Agents and gateways may use the same one.
  for (let number = 2; names.has(unique); number += 1) unique = `${wanted}-${port}-${number}`;
  names.add(unique);
  const labels = asArray(job?.static_configs)
    .map(asObject)
    .find((config) => portsOfStatic(config).has(port))?.labels;
  const kept = Object.fromEntries(keptOfJob.flatMap((key) => (job?.[key] === undefined ? [] : [[key, job[key]]])));
  // Relabeling with labels of a service discovery would drop a static target.
  const relabels = asArray(job?.relabel_configs).filter((entry) => !JSON.stringify(entry).includes('__meta_'));
  const honored = job === undefined && port !== ownMetrics.port ? { honor_labels: isHonored } : {};
  return {
    job_name: unique,
    ...honored,
    ...kept,
    ...(relabels.length > 0 ? { relabel_configs: relabels } : {}),
    static_configs: [{ targets: hosts.map((host) => `${host}:${port}`), ...defined({ labels }) }],
  };
}

/**
 * Whether series of a port that no job of the user scrapes keep their own `job`, as with remote write. Rules that use
 * `exported_job` are written for a Prometheus without `honor_labels`.
 */
function honorsLabels({ rules }: RuleSet): boolean {
  return !rules.some(({ expr }) => /\bexported_(job|instance)\b/.test(expr));
}

function portsOf(job: JsonObject): Set<number> {
  return new Set(asArray(job.static_configs).flatMap((config) => [...portsOfStatic(asObject(config))]));
}

function portsOfStatic(config: JsonObject): Set<number> {
  return new Set(asArray(config.targets).map((target) => Number(/:(\d+)$/.exec(asString(target))?.[1] ?? 0)));
}

function idleJobs({ sourceOf }: PrometheusSource, idle: readonly JsonObject[]): PrometheusNotice {
  const jobs = idle.map((job) => asString(job.job_name));
  return { type: 'idle-scrape-jobs', jobs, source: sourceOf?.(['scrape_configs']) };
}
