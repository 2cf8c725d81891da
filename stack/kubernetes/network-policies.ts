import { entryPoint, findService, services } from '../services/index.ts';
import { labelsOf, type Manifest } from './manifest.ts';
import { agentName, backendPorts, collectorPorts, gatewayName, otlpPorts } from './names.ts';

/** Who may connect to whom: to pods by name, at these ports. */
interface Connection {
  from: string;
  to: string;
  ports: readonly number[];
}

interface PolicyOptions {
  /** Where the gateways take OTLP over gRPC. */
  otlpPort: number;
  /** The user's own configuration exports to somewhere that is not known here. */
  exportsAnywhere: boolean;
}

/**
 * Nothing may connect to anything but for these connections and DNS. Probes come from the node, which a policy cannot
 * block.
 */
export function networkPolicies({ otlpPort, exportsAnywhere }: PolicyOptions): Manifest[] {
  const connections = connectionsOf(otlpPort);
  const names = [...new Set(connections.flatMap(({ from, to }) => [from, to]))].sort();
  return [denyAll, allowDns, ...names.map((name) => policyOf(name, connections, { exportsAnywhere }))];
}

function connectionsOf(otlpPort: number): Connection[] {
  const otlp = Object.values(otlpPorts);
  const { jaeger, prometheus, loki } = backendPorts;
  const calls = services.flatMap(({ name, environment }) =>
    Object.values(environment).flatMap((value): Connection[] => {
      if (typeof value === 'string') return [];
      return [{ from: name, to: value.urlOf, ports: portsOf(value.urlOf) }];
    }),
  );
  return [
    ...calls,
    ...services.map(({ name }) => ({ from: name, to: agentName, ports: otlp })),
    { from: agentName, to: gatewayName, ports: [otlpPort] },
    { from: agentName, to: 'legacy', ports: portsOf('legacy') },
    { from: gatewayName, to: 'jaeger', ports: [jaeger['otlp-grpc'], jaeger['otlp-http']] },
    { from: gatewayName, to: 'prometheus', ports: [prometheus.http] },
    { from: gatewayName, to: 'loki', ports: [loki.http] },
    { from: 'prometheus', to: gatewayName, ports: [collectorPorts.metrics] },
    { from: 'prometheus', to: agentName, ports: [collectorPorts.metrics] },
    { from: 'jaeger', to: 'prometheus', ports: [prometheus.http] },
    { from: 'grafana', to: 'jaeger', ports: [jaeger.query] },
    { from: 'grafana', to: 'prometheus', ports: [prometheus.http] },
    { from: 'grafana', to: 'loki', ports: [loki.http] },
  ];
}

function portsOf(callee: string): readonly number[] {
  const service = findService(callee);
  return service ? [service.port.default] : Object.values(backendPorts[callee as keyof typeof backendPorts]);
}

function policyOf(
  name: string,
  connections: readonly Connection[],
  { exportsAnywhere }: { exportsAnywhere: boolean },
): Manifest {
  const incoming = connections.filter(({ to }) => to === name);
  const outgoing = connections.filter(({ from }) => from === name);
  const peers = (pod: string): object[] => [{ podSelector: { matchLabels: labelsOf(pod) } }];
  const egress: object[] = outgoing.map(({ to, ports }) => ({ to: peers(to), ports: tcp(ports) }));
  // The API server's address is not known here.
  if (name === agentName) egress.push({ ports: tcp([443, 6443]) });
  if (name === gatewayName && exportsAnywhere) egress.push({});
  const ingress: object[] = incoming.map(({ from, ports }) => ({ from: peers(from), ports: tcp(ports) }));
  // Requests from other namespaces, such as those of an ingress controller.
  if (name === entryPoint.name) ingress.push({ ports: tcp([entryPoint.port.default]) });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: labelsOf(name) },
    spec: { podSelector: { matchLabels: labelsOf(name) }, policyTypes: ['Ingress', 'Egress'], ingress, egress },
  };
}

function tcp(ports: readonly number[]): object[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

const denyAll: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny-all' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
};

const allowDns: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'allow-dns' },
  spec: {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
    ],
  },
};
