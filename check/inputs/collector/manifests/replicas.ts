import { isMap, isSeq, type YAMLMap } from 'yaml';
import { type Manifest, titleOf } from './manifests.ts';

/** How many Collectors are started with a configuration. */
export interface Replicas {
  /** What starts them: `OpenTelemetryCollector gateway`, `Deployment otel`. */
  owner: string;
  /** `count`: this many. `up-to`: an autoscaler starts no more. `node`, `pod`: one on each. */
  number: { of: 'count' | 'up-to'; count: number } | { of: 'node' | 'pod' };
}

/** The replicas of the Collector whose configuration a manifest has; undefined where the manifests do not say. */
export function replicasOf(manifest: Manifest, all: readonly Manifest[]): Replicas | undefined {
  if (manifest.kind === 'OpenTelemetryCollector') return ofCustomResource(manifest);
  const workload = all.find((one) => mounts(one, manifest.name));
  return workload && ofWorkload(workload, all);
}

/** Source: opentelemetry-operator, apis/v1beta1 and v1alpha1, `mode`, `replicas`, `autoscaler`. */
function ofCustomResource(manifest: Manifest): Replicas | undefined {
  const { content } = manifest;
  const owner = titleOf(manifest);
  const mode = content.getIn(['spec', 'mode']);
  if (mode === 'daemonset') return { owner, number: { of: 'node' } };
  if (mode === 'sidecar') return { owner, number: { of: 'pod' } };
  const most = numberAt(content, 'spec', 'autoscaler', 'maxReplicas') ?? numberAt(content, 'spec', 'maxReplicas');
  if (most !== undefined) return { owner, number: { of: 'up-to', count: most } };
  return counted(owner, numberAt(content, 'spec', 'replicas'));
}

function ofWorkload(workload: Manifest, all: readonly Manifest[]): Replicas | undefined {
  const { kind, name, content } = workload;
  const owner = titleOf(workload);
  if (kind === 'DaemonSet') return { owner, number: { of: 'node' } };
  const autoscaler = all.find(
    (one) =>
      one.kind === 'HorizontalPodAutoscaler' &&
      one.content.getIn(['spec', 'scaleTargetRef', 'kind']) === kind &&
      one.content.getIn(['spec', 'scaleTargetRef', 'name']) === name,
  );
  const most = autoscaler && numberAt(autoscaler.content, 'spec', 'maxReplicas');
  if (most !== undefined) return { owner, number: { of: 'up-to', count: most } };
  return counted(owner, numberAt(content, 'spec', 'replicas'));
}

function counted(owner: string, count: number | undefined): Replicas | undefined {
  return count === undefined ? undefined : { owner, number: { of: 'count', count } };
}

const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Whether the pods of a workload have a volume of the ConfigMap. */
function mounts({ kind, content }: Manifest, configMap: string): boolean {
  const volumes = workloads.has(kind) ? content.getIn(['spec', 'template', 'spec', 'volumes']) : undefined;
  return isSeq(volumes) && volumes.items.some((one) => isMap(one) && one.getIn(['configMap', 'name']) === configMap);
}

function numberAt(content: YAMLMap, ...path: string[]): number | undefined {
  const value = content.getIn(path);
  return typeof value === 'number' ? value : undefined;
}
