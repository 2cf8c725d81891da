/**
 * The resource attributes that Loki 3.7 turns into index labels by default.
 * Source: grafana/loki, pkg/loghttp/push/otlp_config.go (`default_resource_attributes_as_index_labels`).
 */
export const indexedAttributes: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
  'deployment.environment',
  'deployment.environment.name',
  'cloud.region',
  'cloud.availability_zone',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'container.name',
  'k8s.replicaset.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.job.name',
]);

/**
 * The index labels from which Loki takes a `service_name`, in this order, when the resource has none
 * (`discover_service_name`).
 */
export const serviceNameLabels: readonly string[] = ['container_name', 'k8s_container_name', 'k8s_job_name'];

const known = new Map<string, string>();

/**
 * An attribute's key as a label name: each run of what is no letter and no digit becomes one `_`, but for the `__`
 * around a reserved name. Source: prometheus/otlptranslator, LabelNamer as Loki uses it.
 */
export function labelName(key: string): string {
  let name = known.get(key);
  if (name === undefined) {
    const reserved = key.length >= 4 && key.startsWith('__') && key.endsWith('__');
    name = (reserved ? key.slice(2, -2) : key).replace(/[^a-zA-Z0-9]+/g, '_');
    if (reserved) name = `__${name}__`;
    else if (/^\d/.test(name)) name = `key_${name}`;
    // One string per name instead of one per record; keys that are made up without end are not collected.
    if (known.size < 10_000) known.set(key, name);
  }
  return name;
}
