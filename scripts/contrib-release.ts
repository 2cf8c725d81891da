import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { packageRoot } from '../lib/paths.ts';

// Writes check/inputs/collector/contrib-release.ts from a clone of opentelemetry-collector-releases with its tags: the
// component types of the latest contrib distribution, and those that earlier ones had, with the release that removed
// them. Usage: npm run generate:contrib -- CLONE

const kinds = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
type Kind = (typeof kinds)[number];
type Types = Record<Kind, Set<string>>;

/**
 * Types that are not the name of their module without its suffix, as in the metadata.yaml of each component. Names with
 * underscores belong to modules without them.
 */
const spelled = `apache_spark awscontainerinsightreceiver aws_proxy azure_auth azure_monitor basicauth cgroup_runtime
  cumulative_to_delta delta_to_cumulative delta_to_rate docker_stats envoy_als file_log file_stats file_storage
  gen_ai_normalizer headers_setter health_check host_metrics host_observer http_forwarder k8s_attributes k8s_cluster
  k8s_events k8s_leader_elector k8s_objects k8s_observer kafka_metrics kubelet_stats memory_limiter metric_start_time
  metrics_transform otlp_http podman_stats probabilistic_sampler prometheus_remote_write prometheus_simple
  receiver_creator redis_storage resource_detection round_robin service_graph signal_to_metrics span_metrics splunk_hec
  tail_sampling tcp_check memory_ballast docker_observer ecs_observer jaeger_remote_sampling k8s_tagger
  tencentcloud_logservice alibabacloud_logservice active_directory_ds`.split(/\s+/);
const otherwise: Readonly<Record<string, string>> = {
  'exporters otlp': 'otlp_grpc',
  'receivers simpleprometheus': 'prometheus_simple',
  'receivers podman': 'podman_stats',
  'receivers awscontainerinsight': 'awscontainerinsightreceiver',
  'extensions filestorage': 'file_storage',
};

const [clone] = process.argv.slice(2);
if (clone === undefined)
  throw new Error('usage: npm run generate:contrib -- CLONE of opentelemetry-collector-releases');
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', clone, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const versionOf = (tag: string): number[] => tag.slice(1).split('.').map(Number);
const tags = git('tag')
  .split('\n')
  .filter((tag) => /^v0\.\d+\.\d+$/.test(tag))
  .sort((a, b) => {
    const [left, right] = [versionOf(a), versionOf(b)];
    return (left[1] ?? 0) - (right[1] ?? 0) || (left[2] ?? 0) - (right[2] ?? 0);
  });
const releases = tags.flatMap((tag) => {
  const types = typesOf(tag);
  return types ? [{ version: tag.slice(1), types }] : [];
});
const latest = releases.at(-1);
if (!latest) throw new Error(`${clone} has no releases of the contrib distribution`);

const current = Object.fromEntries(kinds.map((kind) => [kind, [...latest.types[kind]].sort()]));
const removed = Object.fromEntries(
  kinds.map((kind) => {
    const gone = new Map<string, string>();
    for (const [index, { types }] of releases.entries()) {
      const next = releases[index + 1];
      if (!next) break;
      for (const type of types[kind]) {
        if (!next.types[kind].has(type) && !latest.types[kind].has(type)) gone.set(type, next.version);
      }
    }
    return [kind, Object.fromEntries([...gone].sort(([a], [b]) => (a < b ? -1 : 1)))];
  }),
);

const file = join(packageRoot, 'check', 'inputs', 'collector', 'contrib-release.ts');
const source = `// Generated from the releases of the contrib distribution by \`npm run generate:contrib\`. Do not edit.

/** The component types of a release of the contrib distribution, and the release that removed each earlier one. */
export const contribRelease: {
  version: string;
  types: Readonly<Record<string, readonly string[]>>;
  removed: Readonly<Record<string, Readonly<Record<string, string>>>>;
} = ${JSON.stringify({ version: latest.version, types: current, removed })};
`;
await writeFile(file, await format(source, { ...(await resolveConfig(file)), filepath: file }));

/** Undefined for a release without a manifest of the distribution. */
function typesOf(tag: string): Types | undefined {
  let manifest: Partial<Record<Kind, { gomod: string }[]>>;
  try {
    manifest = parse(git('show', `${tag}:distributions/otelcol-contrib/manifest.yaml`)) as typeof manifest;
  } catch {
    return undefined;
  }
  return Object.fromEntries(
    kinds.map((kind) => [kind, new Set((manifest[kind] ?? []).map(({ gomod }) => typeOfModule(kind, gomod)))]),
  ) as Types;
}

function typeOfModule(kind: Kind, gomod: string): string {
  const [path = ''] = gomod.trim().split(/\s+/);
  const base =
    path
      .split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1) ?? '';
  const name = base.replace(new RegExp(`${kind.slice(0, -1)}$`), '');
  return otherwise[`${kind} ${name}`] ?? spelled.find((type) => type.replaceAll('_', '') === name) ?? name;
}
