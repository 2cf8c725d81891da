import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { componentNames } from '../../../stack/components/component.ts';
import { publishedImages } from '../../../stack/images/pinned.ts';
import { exported, type Workload } from './exported.ts';

const { files, kustomization, manifests, workloads } = exported();
const of = (kind: string) => manifests.filter((one) => one.kind === kind);
const podOf = ({ spec }: Workload) => spec.template.spec;
const stackFile = (path: string): string => readFileSync(join(configFolder, path), 'utf8');

test('every component has a workload of the image in docker-compose.yml; the Collector has two tiers', () => {
  const tiers = ['otel-agent', 'otel-gateway'];
  const expected = componentNames.flatMap((name) => (name === 'otel-collector' ? tiers : name));
  expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([...expected].sort());
  for (const { reference, components } of publishedImages()) {
    for (const name of components.flatMap((one) => (one === 'otel-collector' ? tiers : one))) {
      const workload = workloads.find(({ metadata }) => metadata.name === name);
      expect(workload && podOf(workload).containers[0].image, name).toBe(reference);
    }
  }
});

test('the configuration is that of every other runtime', () => {
  const same = Object.keys(files).filter((path) => /^config\/(rules|grafana|jaeger|loki)/.test(path));
  expect(same.length).toBeGreaterThan(10);
  for (const path of same) expect(files[path], path).toBe(stackFile(path.slice('config/'.length)));
  for (const { files: entries } of kustomization.configMapGenerator) {
    for (const entry of entries) expect(files).toHaveProperty([entry.split('=')[1] ?? '']);
  }
});

test('the gateways have the configuration of the Collector, with an instance on the metrics of service_graph', () => {
  const gateway = parse(files['config/otel-gateway.yaml'] ?? '', { merge: true }) as Record<string, never>;
  const { processors, service } = gateway as unknown as {
    processors: Record<string, { metric_statements: { statements: string[] }[] }>;
    service: { pipelines: { metrics: { processors: string[] } } };
  };
  const added = 'transform/gateway_instance';
  expect(processors[added]?.metric_statements[0]?.statements[0]).toContain('${env:POD_NAME}');
  expect(service.pipelines.metrics.processors.pop()).toBe(added);
  Reflect.deleteProperty(processors, added);
  expect(gateway).toEqual(parse(stackFile('collector.yaml'), { merge: true }));
});

test('the agents balance each signal with queue, retry and timeout of the exporter itself', () => {
  const agent = parse(files['config/otel-agent.yaml'] ?? '') as {
    exporters: Record<string, Record<string, unknown>>;
    service: { pipelines: Record<string, { processors: string[]; exporters: string[] }> };
  };
  expect(Object.entries(agent.exporters).map(([id, one]) => [id, one.routing_key])).toEqual([
    ['load_balancing/traces', 'traceID'],
    ['load_balancing/metrics', 'service'],
    ['load_balancing/logs', 'traceID'],
  ]);
  for (const exporter of Object.values(agent.exporters)) {
    expect(exporter).toMatchObject({
      sending_queue: { queue_size: 10_000 },
      retry_on_failure: { max_elapsed_time: '300s' },
      timeout: '10s',
      resolver: { k8s: { service: 'otel-gateway-headless.${env:POD_NAMESPACE}', ports: [4317] } },
    });
  }
  const enriched = ['memory_limiter', 'k8s_attributes'];
  expect(Object.entries(agent.service.pipelines).map(([id, { processors }]) => [id, processors])).toEqual([
    ['traces', enriched],
    ['metrics', enriched],
    ['metrics/legacy', ['memory_limiter']],
    ['logs', enriched],
  ]);
  const headless = of('Service').find(({ metadata }) => metadata.name === 'otel-gateway-headless');
  expect(headless?.spec).toMatchObject({ clusterIP: 'None' });
});

test('an agent scrapes legacy on its own node, as often as elsewhere', () => {
  const jobOf = (text: string): Record<string, unknown> | undefined =>
    (
      parse(text) as {
        receivers: { 'prometheus/legacy': { config: { scrape_configs: Record<string, unknown>[] } } };
      }
    ).receivers['prometheus/legacy'].config.scrape_configs[0];
  const { job_name, scrape_interval } = jobOf(stackFile('legacy.yaml')) ?? {};
  const job = jobOf(files['config/otel-agent.yaml'] ?? '');
  expect(job).toMatchObject({ job_name, scrape_interval });
  expect(job).not.toHaveProperty('dns_sd_configs');
  expect(job?.kubernetes_sd_configs).toMatchObject([
    {
      namespaces: { own_namespace: true },
      selectors: [{ label: 'app.kubernetes.io/name=legacy', field: 'spec.nodeName=${env:K8S_NODE_NAME}' }],
    },
  ]);
});

test('Prometheus scrapes every Collector, and not one Service', () => {
  const { scrape_configs: jobs, ...rest } = parse(files['config/prometheus.yml'] ?? '') as {
    scrape_configs: unknown[];
  };
  expect(jobs).toEqual([
    {
      job_name: 'otel-collector',
      dns_sd_configs: [{ names: ['otel-agent-headless', 'otel-gateway-headless'], type: 'A', port: 8888 }],
    },
  ]);
  expect(rest).toEqual({ ...(parse(stackFile('prometheus.yml')) as object), scrape_configs: undefined });
});

describe.each(workloads.map((workload) => [workload.metadata.name, workload] as const))('%s', (name, workload) => {
  const pod = podOf(workload);
  const [container] = pod.containers;

  test('has what the profile "restricted" requires', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(name === 'otel-agent');
  });

  test('has probes and limits, and refers to nothing that is missing', () => {
    expect(container).toMatchObject({ readinessProbe: {}, livenessProbe: {} });
    expect(container.resources.limits.memory).toMatch(/^\d+Mi$/);
    expect(container.resources.requests.memory).toBe(container.resources.limits.memory);
    expect(workload.spec.template.metadata.labels).toMatchObject(workload.spec.selector.matchLabels);
    expect(of('ServiceAccount').map(({ metadata }) => metadata.name)).toContain(pod.serviceAccountName);
    const volumes = [
      ...(pod.volumes ?? []).map((volume) => volume.name),
      ...(workload.spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name),
    ];
    expect(container.volumeMounts.map((mount) => mount.name).filter((mount) => !volumes.includes(mount))).toEqual([]);
    for (const { configMap } of pod.volumes ?? []) {
      if (configMap) expect(kustomization.configMapGenerator.map((map) => map.name)).toContain(configMap.name);
    }
    for (const { valueFrom } of container.env) {
      const key = valueFrom?.secretKeyRef;
      if (!key) continue;
      const secret = kustomization.secretGenerator.find((one) => one.name === key.name);
      expect(
        secret?.literals.some((literal) => literal.startsWith(`${key.key}=`)),
        key.key,
      ).toBe(true);
    }
  });

  test('may connect only where a policy of the other end allows it', () => {
    const policies = of('NetworkPolicy') as unknown as {
      metadata: { name: string };
      spec: Record<'ingress' | 'egress', { from?: Peer[]; to?: Peer[]; ports?: { port: number }[] }[]>;
    }[];
    const policy = policies.find(({ metadata }) => metadata.name === name);
    expect(policy).toBeDefined();
    for (const { to, ports = [] } of policy?.spec.egress ?? []) {
      const target = to?.[0]?.podSelector.matchLabels['app.kubernetes.io/name'];
      if (target === undefined) continue;
      const incoming = policies.find(({ metadata }) => metadata.name === target)?.spec.ingress ?? [];
      const rule = incoming.find(({ from }) => from?.[0]?.podSelector.matchLabels['app.kubernetes.io/name'] === name);
      expect(rule?.ports, `${name} to ${target}`).toEqual(ports);
      const callee = workloads.find(({ metadata }) => metadata.name === target);
      const open = callee ? podOf(callee).containers[0].ports.map(({ containerPort }) => containerPort) : [];
      expect(
        ports.filter(({ port }) => !open.includes(port)),
        `${name} to ${target}`,
      ).toEqual([]);
    }
  });
});

interface Peer {
  podSelector: { matchLabels: Record<string, string> };
}

test('each Service has pods, which have its ports', () => {
  for (const one of of('Service')) {
    const { selector, ports } = one.spec as { selector: Record<string, string>; ports: { targetPort: string }[] };
    const target = workloads.find(({ spec }) => JSON.stringify(spec.selector.matchLabels) === JSON.stringify(selector));
    const names = target ? podOf(target).containers[0].ports.map(({ name }) => name) : [];
    expect(
      ports.filter(({ targetPort }) => !names.includes(targetPort)),
      one.metadata.name,
    ).toEqual([]);
  }
});

test('the namespace enforces pod security', () => {
  const [namespace] = of('Namespace');
  expect(namespace?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
});

test('the page explains why a tail sampler is not behind a plain Service', () => {
  expect(files['README.md']).toContain('A tail sampler behind a plain Service sees incomplete traces.');
});

describe('with the configuration of the user', () => {
  const minimal = (extra = '', endpoint = '0.0.0.0:4400') =>
    `receivers: {otlp/in: {protocols: {grpc: {endpoint: "${endpoint}"}}}}
exporters: {otlp_http: {endpoint: "\${env:BACKEND}", headers: {key: "\${KEY:-none}"}}}
${extra}
service: {pipelines: {traces: {receivers: [otlp/in], exporters: [otlp_http]}}}
`;

  test('agents send to its receiver, its variables are keys of a secret, and it may export anywhere', () => {
    const own = exported({ file: 'mine.yaml', text: minimal() });
    expect(parse(own.files['config/otel-gateway.yaml'] ?? '')).toEqual(parse(minimal()));
    expect(own.files['config/otel-agent.yaml']).toContain('- 4400');
    expect(own.variables).toEqual(['BACKEND']);
    const gateway = own.workloads.find(({ metadata }) => metadata.name === 'otel-gateway');
    const [container] = gateway ? podOf(gateway).containers : [];
    expect(container?.ports).toContainEqual({ name: 'otlp-grpc', containerPort: 4400 });
    expect(container?.env).toContainEqual({
      name: 'BACKEND',
      valueFrom: { secretKeyRef: { name: 'otel-gateway', key: 'BACKEND' } },
    });
    // It has no health_check.
    expect(container?.readinessProbe).toMatchObject({ tcpSocket: { port: 'otlp-grpc' } });
    expect(own.files['README.md']).toContain('--from-literal=BACKEND=');
    const policy = own.manifests.find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'otel-gateway',
    );
    expect((policy?.spec as { egress: object[] }).egress).toContainEqual({});
  });

  test.each([
    ['receivers: {otlp: {protocols: {http: {}}}}', 'mine.yaml has no otlp receiver with protocols.grpc'],
    [minimal('', 'localhost:4317'), 'otlp/in of mine.yaml listens on localhost:4317, which other pods cannot reach'],
    ['receivers: {otlp: {protocols: {grpc: {}}}}', 'listens on localhost:4317'],
    ['a: [', 'mine.yaml is not YAML'],
  ])('%s is rejected', (text, message) => {
    expect(() => exported({ file: 'mine.yaml', text })).toThrow(message);
  });
});
