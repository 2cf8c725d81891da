import { expect, test } from 'vitest';
import { configTextIn } from '../../../../../../check/inputs/collector/manifests/config-text.ts';
import type { Replicas } from '../../../../../../check/inputs/collector/manifests/replicas.ts';

const config = `receivers: {otlp: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
`;
const indented = config.replaceAll(/^(?=.)/gm, '    ');

const custom = (spec: string): string =>
  `apiVersion: opentelemetry.io/v1beta1\nkind: OpenTelemetryCollector\nmetadata: {name: gateway}\nspec:\n${spec}  config:\n${indented}`;

const workload = (kind: string, spec: string, configMap = 'relay', name = 'otel'): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
${spec}  template: {spec: {volumes: [{name: tmp, emptyDir: {}}, {name: config, configMap: {name: ${configMap}}}]}}
`;
const autoscaler = (kind: string, name: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec: {maxReplicas: 9, scaleTargetRef: {kind: ${kind}, name: ${name}}}
`;
const map = (...others: string[]): string =>
  [`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: relay}\ndata:\n  relay.yaml: |\n${indented}`, ...others].join(
    '---\n',
  );

const replicasIn = (text: string): Replicas | undefined => configTextIn(text, 'a.yaml').replicas;
const gateway = 'OpenTelemetryCollector gateway';

test.each([
  ['a custom resource', custom('  replicas: 2\n'), { owner: gateway, number: { of: 'count', count: 2 } }],
  [
    'a custom resource with an autoscaler',
    custom('  replicas: 2\n  autoscaler: {minReplicas: 2, maxReplicas: 5}\n'),
    { owner: gateway, number: { of: 'up-to', count: 5 } },
  ],
  ['one of the former version', custom('  maxReplicas: 4\n'), { owner: gateway, number: { of: 'up-to', count: 4 } }],
  ['one for each node', custom('  mode: daemonset\n'), { owner: gateway, number: { of: 'node' } }],
  ['one for each pod', custom('  mode: sidecar\n'), { owner: gateway, number: { of: 'pod' } }],
  ['one that does not say', custom(''), undefined],
  ['one with an expression', custom('  replicas: "${N}"\n'), undefined],
  [
    'a ConfigMap of a Deployment',
    map(workload('Deployment', '  replicas: 3\n')),
    { owner: 'Deployment otel', number: { of: 'count', count: 3 } },
  ],
  ['a ConfigMap of a DaemonSet', map(workload('DaemonSet', '')), { owner: 'DaemonSet otel', number: { of: 'node' } }],
  [
    'a ConfigMap of a StatefulSet with an autoscaler',
    map(workload('StatefulSet', '  replicas: 3\n'), autoscaler('StatefulSet', 'otel')),
    { owner: 'StatefulSet otel', number: { of: 'up-to', count: 9 } },
  ],
  [
    'a ConfigMap of a Deployment, with the autoscaler of another',
    map(workload('Deployment', '  replicas: 3\n'), autoscaler('Deployment', 'shop')),
    { owner: 'Deployment otel', number: { of: 'count', count: 3 } },
  ],
  ['a ConfigMap next to another Deployment', map(workload('Deployment', '  replicas: 3\n', 'other')), undefined],
  ['a file without manifests', config, undefined],
])('the replicas of %s', (_, text, expected) => {
  expect(replicasIn(text)).toEqual(expected);
});
