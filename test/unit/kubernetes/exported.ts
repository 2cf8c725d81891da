import { parse, parseAllDocuments } from 'yaml';
import { exportManifests } from '../../../stack/kubernetes/export-manifests.ts';
import type { Manifest } from '../../../stack/kubernetes/manifest.ts';

export interface Container {
  name: string;
  image: string;
  args?: string[];
  ports: { name: string; containerPort: number }[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  readinessProbe?: object;
  livenessProbe?: object;
  securityContext: { readOnlyRootFilesystem: boolean };
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  securityContext: { runAsNonRoot: boolean; runAsUser: number };
  containers: [Container];
  volumes?: { name: string; configMap?: { name: string }; emptyDir?: object }[];
}

export interface Workload extends Manifest {
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    volumeClaimTemplates?: { metadata: { name: string } }[];
  };
}

export interface Kustomization {
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
  secretGenerator: { name: string; literals: string[] }[];
}

/** The export, parsed. */
export function exported(collector?: Parameters<typeof exportManifests>[0]) {
  const { files, variables } = exportManifests(collector);
  const kustomization = parse(files['kustomization.yaml'] ?? '') as Kustomization;
  const manifests = kustomization.resources.flatMap((path) =>
    parseAllDocuments(files[path] ?? '').map((document) => document.toJS() as Manifest),
  );
  const workloads = manifests.filter(({ kind }) =>
    ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind),
  ) as Workload[];
  return { files, variables, kustomization, manifests, workloads };
}
