import { collectorArguments } from '../components/arguments.ts';
import type { ComposeSettings } from './compose-settings.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { labelsOf, type Manifest, service, serviceAccount } from './manifest.ts';
import { agentName, collectorPorts, collectorService, gatewayName, headless, otlpPorts } from './names.ts';
import { configMap, deployment, httpProbe, workload } from './workload.ts';

const fromField = (name: string, fieldPath: string): Record<string, unknown> => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});
const pod = [fromField('POD_NAME', 'metadata.name'), fromField('POD_NAMESPACE', 'metadata.namespace')];

const configArgument = '--config=/etc/otelcol/config.yaml';

/** The agents: one on each node, with the permissions that they need. */
export function agentManifests(settings: ComposeSettings, namespace: string): Manifest[] {
  return [
    serviceAccount(agentName),
    ...apiAccess(namespace),
    workload(
      'DaemonSet',
      {
        name: agentName,
        settings: { ...settings, memoryBytes: 256 * 2 ** 20, environment: { GOMEMLIMIT: '200MiB' } },
        args: [configArgument],
        serviceAccount: agentName,
        ports: collectorPorts,
        readiness: httpProbe('/', 'health'),
        env: [...pod, fromField('K8S_NODE_NAME', 'spec.nodeName')],
        mounts: [{ name: 'config', path: '/etc/otelcol', source: configMap('otel-agent-config') }],
        // Overrides the default of every other pod: the agents watch pods and endpoints.
        pod: { automountServiceAccountToken: true },
      },
      { updateStrategy: { type: 'RollingUpdate' } },
    ),
    // Requests stay on the node, which also keeps the address of the pod by which the agent recognizes it.
    service(collectorService, otlpPorts, { target: agentName, spec: { internalTrafficPolicy: 'Local' } }),
    service(
      headless(agentName),
      { metrics: collectorPorts.metrics },
      { target: agentName, spec: { clusterIP: 'None' } },
    ),
  ];
}

/** What `k8s_attributes` reads in the whole cluster, and the `k8s` resolver of `load_balancing` in its namespace. */
function apiAccess(namespace: string): Manifest[] {
  const verbs = ['get', 'list', 'watch'];
  const clusterRole = `${namespace}-${agentName}`;
  const subjects = [{ kind: 'ServiceAccount', name: agentName, namespace }];
  const labels = labelsOf(agentName);
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const apiGroup = 'rbac.authorization.k8s.io';
  return [
    {
      ...{ apiVersion, kind: 'ClusterRole', metadata: { name: clusterRole, labels } },
      rules: [{ apiGroups: [''], resources: ['pods', 'namespaces'], verbs }],
    },
    {
      ...{ apiVersion, kind: 'ClusterRoleBinding', metadata: { name: clusterRole, labels } },
      ...{ roleRef: { apiGroup, kind: 'ClusterRole', name: clusterRole }, subjects },
    },
    {
      ...{ apiVersion, kind: 'Role', metadata: { name: agentName, labels } },
      rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs }],
    },
    {
      ...{ apiVersion, kind: 'RoleBinding', metadata: { name: agentName, labels } },
      ...{ roleRef: { apiGroup, kind: 'Role', name: agentName }, subjects },
    },
  ];
}

/** The sampling gateways. Their number is fixed: each change moves traces to other gateways while they are sampled. */
export function gatewayManifests(
  settings: ComposeSettings,
  { otlpPort, healthPort, variables }: GatewayConfig,
): Manifest[] {
  const ports = {
    'otlp-grpc': otlpPort,
    ...(healthPort === undefined ? {} : { health: healthPort }),
    metrics: collectorPorts.metrics,
  };
  const own = variables.filter((name) => name !== 'POD_NAME' && name !== 'POD_NAMESPACE');
  return [
    serviceAccount(gatewayName),
    deployment(
      {
        name: gatewayName,
        settings,
        args: [configArgument, ...collectorArguments],
        serviceAccount: gatewayName,
        ports,
        readiness: healthPort === undefined ? { tcpSocket: { port: 'otlp-grpc' } } : httpProbe('/', 'health'),
        env: [...pod, ...own.map(fromSecret)],
        mounts: [{ name: 'config', path: '/etc/otelcol', source: configMap('otel-gateway-config') }],
        // The sampler decides on what it holds, and the queues are sent.
        graceSeconds: 60,
        cpuMilli: 200,
        pod: {
          topologySpreadConstraints: [
            {
              ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
              labelSelector: { matchLabels: labelsOf(gatewayName) },
            },
          ],
        },
      },
      { replicas: 2, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
    ),
    service(
      headless(gatewayName),
      { 'otlp-grpc': otlpPort, metrics: collectorPorts.metrics },
      { target: gatewayName, spec: { clusterIP: 'None' } },
    ),
    {
      ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
      metadata: { name: gatewayName, labels: labelsOf(gatewayName) },
      spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(gatewayName) } },
    },
  ];
}

/** A variable of the user's configuration: its value is a key of the secret `otel-gateway`. */
function fromSecret(name: string): Record<string, unknown> {
  return { name, valueFrom: { secretKeyRef: { name: gatewayName, key: name } } };
}
