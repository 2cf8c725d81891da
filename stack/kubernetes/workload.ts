import type { ComposeSettings } from './compose-settings.ts';
import { labelsOf, type Manifest } from './manifest.ts';

type Probe = Record<string, unknown>;

/** One container and its pod. */
export interface WorkloadOptions {
  name: string;
  settings: ComposeSettings;
  ports: Readonly<Record<string, number>>;
  readiness: Probe;
  /** The same as readiness, with longer timeouts, by default. */
  liveness?: Probe;
  command?: readonly string[];
  args?: readonly string[];
  /** In addition to the environment in docker-compose.yml, or instead of it where the names are the same. */
  env?: readonly Record<string, unknown>[];
  mounts?: readonly Mount[];
  serviceAccount: string;
  graceSeconds?: number;
  /** Milli-CPUs that are requested. */
  cpuMilli?: number;
  pod?: Record<string, unknown>;
}

/** A folder or a file of a container. */
export interface Mount {
  name: string;
  path: string;
  /** A single file of the volume. */
  subPath?: string;
  /** Where the data is from; a volume of the StatefulSet where it is missing. */
  source?: Record<string, unknown>;
  isWritable?: boolean;
}

export const httpProbe = (path: string, port: string): Probe => ({ httpGet: { path, port } });

/** A volume with generated configuration. */
export const configMap = (name: string): Record<string, unknown> => ({ configMap: { name } });

/** A folder in memory, which counts towards the memory limit. */
export const memory = (sizeMib: number): Record<string, unknown> => ({
  emptyDir: { medium: 'Memory', sizeLimit: `${sizeMib}Mi` },
});

export function deployment(options: WorkloadOptions, spec: Record<string, unknown> = {}): Manifest {
  return workload('Deployment', options, { replicas: 1, ...spec });
}

/** A workload whose data outlives its pod, in a volume of its own. */
export function statefulSet(
  options: WorkloadOptions,
  { volume, sizeGib }: { volume: string; sizeGib: number },
): Manifest {
  return workload('StatefulSet', options, {
    replicas: 1,
    serviceName: options.name,
    volumeClaimTemplates: [
      {
        metadata: { name: volume },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${sizeGib}Gi` } } },
      },
    ],
  });
}

export function workload(kind: string, options: WorkloadOptions, spec: Record<string, unknown>): Manifest {
  const { name } = options;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels: labelsOf(name) },
    spec: { ...spec, selector: { matchLabels: labelsOf(name) }, template: podOf(options) },
  };
}

/** A pod that the profile `restricted` of pod security admits. */
function podOf(options: WorkloadOptions): Record<string, unknown> {
  const { name, settings, mounts = [], serviceAccount, pod = {}, graceSeconds = settings.graceSeconds } = options;
  const volumes = new Map(mounts.flatMap(({ name: of, source }) => (source ? [[of, { name: of, ...source }]] : [])));
  return {
    metadata: { labels: labelsOf(name) },
    spec: {
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: graceSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: settings.uid,
        runAsGroup: settings.gid,
        fsGroup: settings.gid,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...pod,
      containers: [containerOf(options)],
      ...(volumes.size > 0 ? { volumes: [...volumes.values()] } : {}),
    },
  };
}

function containerOf(options: WorkloadOptions): Record<string, unknown> {
  const {
    name,
    settings,
    ports,
    readiness,
    liveness = readiness,
    command,
    args = settings.args,
    env = [],
    mounts = [],
  } = options;
  const own = new Set(env.map((one) => one.name));
  const environment = Object.entries(settings.environment).filter(([key]) => !own.has(key));
  const memoryMib = `${settings.memoryBytes / 2 ** 20}Mi`;
  return {
    name,
    image: settings.image,
    imagePullPolicy: 'IfNotPresent',
    ...(command ? { command: [...command] } : {}),
    ...(args.length > 0 ? { args: [...args] } : {}),
    ports: Object.entries(ports).map(([portName, containerPort]) => ({ name: portName, containerPort })),
    env: [...environment.map(([key, value]) => ({ name: key, value })), ...env],
    resources: {
      requests: { cpu: `${options.cpuMilli ?? 50}m`, memory: memoryMib },
      limits: { cpu: '1', memory: memoryMib },
    },
    readinessProbe: { ...readiness, periodSeconds: 5, timeoutSeconds: 3 },
    livenessProbe: { ...liveness, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: mounts.map(({ name: of, path, subPath, isWritable = false }) => ({
      name: of,
      mountPath: path,
      ...(subPath === undefined ? {} : { subPath }),
      ...(isWritable ? {} : { readOnly: true }),
    })),
  };
}
