/** A Kubernetes object, as it is written to YAML. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

/** The labels of everything that belongs to one workload; `app.kubernetes.io/name` selects its pods. */
export function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** A Service in front of the pods of the workload `target`. */
export function service(
  name: string,
  ports: Readonly<Record<string, number>>,
  { target = name, spec = {} }: { target?: string; spec?: Record<string, unknown> } = {},
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labelsOf(target) },
    spec: {
      ...spec,
      selector: labelsOf(target),
      ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port, targetPort: portName })),
    },
  };
}

/** Kubernetes derives no token for these pods: only the agents call the API server. */
export function serviceAccount(name: string, { usesApi = false } = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, labels: labelsOf(name) },
    automountServiceAccountToken: usesApi,
  };
}
