import { expect, test } from 'vitest';
import { adaptCollector } from '../../../../../../check/inputs/collector/adapt-collector.ts';
import { configTextIn } from '../../../../../../check/inputs/collector/manifests/config-text.ts';
import { fixedTexts } from '../../../../../../check/fixes/fixed-texts.ts';
import { changeLocator } from '../../../../../../check/fixes/locate-change.ts';
import { inCollector } from '../../../../../../check/fixes/proposal.ts';
import { adapt, rejection } from '../adapt.ts';

const config = `receivers: {otlp: {protocols: {http: {}}}}
processors:
  # Seconds are enough.
  tail_sampling:
    decision_wait: 5s
    policies: [{name: all, type: always_sample}]
exporters: {otlp_http: {endpoint: "http://a"}}
service: {pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp_http]}}}
`;
const indented = (spaces: number): string => config.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));

const custom = `apiVersion: opentelemetry.io/v1beta1
kind: OpenTelemetryCollector
metadata: {name: gateway}
spec:
  config:
${indented(4)}  # Two are enough.
  replicas: 2
`;
const former = `apiVersion: opentelemetry.io/v1alpha1
kind: OpenTelemetryCollector
metadata: {name: gateway}
spec:
  config: |
${indented(4)}  mode: sidecar
`;
const map = `# Source: templates/service.yaml
apiVersion: v1
kind: Service
metadata: {name: collector}
---
# Source: templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: collector}
data:
  notes: the pipelines are those of last year
  relay: |-
${indented(6)}---
apiVersion: apps/v1
kind: Deployment
metadata: {name: collector}
`;
const list = `apiVersion: v1\nkind: List\nitems:\n${custom.replaceAll(/^(?=.)/gm, '    ').replace('    a', '  - a')}`;
const flow = JSON.stringify({
  apiVersion: 'opentelemetry.io/v1beta1',
  kind: 'OpenTelemetryCollector',
  spec: { config: { receivers: { otlp: {} }, exporters: { debug: {} }, service: { pipelines: {} } } },
});

test.each([
  ['a custom resource', custom],
  ['a custom resource of the former version', former],
  ['a ConfigMap among other manifests', map],
  ['an item of a list', list],
])('%s contains the configuration, at its lines in the file', (_, text) => {
  expect(configTextIn(text, 'a.yaml').text).toBe(config);
  const { sourceOf, samplers } = adapt(text);
  const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
  expect(sourceOf(['processors', 'tail_sampling', 'decision_wait'])?.line).toBe(lineOf('decision_wait'));
  expect(samplers[0]?.id).toBe('tail_sampling');
});

test.each([
  ['a custom resource', custom],
  ['a custom resource of the former version', former],
  ['a ConfigMap among other manifests', map],
  ['an item of a list', list],
])('a change of the configuration in %s changes nothing around it', (_, text) => {
  const set = { op: 'set', path: ['processors', 'tail_sampling', 'decision_wait'], value: '30s' } as const;
  const add = { op: 'set', path: ['processors', 'batch'], value: { timeout: '1s' } } as const;
  const collector = { files: ['a.yaml'] };
  const edits = [set, add].flatMap((change) => changeLocator(() => text)(inCollector(collector, change)) ?? []);
  const fixed = fixedTexts(edits, () => text)?.get('a.yaml') ?? '';
  const rest = fixed.split('\n').filter((line) => !text.split('\n').includes(line));
  expect(rest.map((line) => line.trim())).toEqual(['decision_wait: 30s', 'batch:', 'timeout: 1s']);
  expect(fixed.split('\n')).toHaveLength(text.split('\n').length + 2);
  expect(adapt(fixed).text).toContain('decision_wait: 30s');
});

test('the configuration in braces, as in JSON, is put back in its place', () => {
  const found = configTextIn(flow, 'a.json');
  expect(JSON.parse(found.text)).toMatchObject({ exporters: { debug: {} } });
  expect(found.put('{}')).toBe(flow.replace(found.text, '{}'));
});

test('a file that is not a manifest is the configuration', () => {
  const found = configTextIn(config, 'a.yaml');
  expect([found.text, found.linesBefore, found.put('x')]).toEqual([config, 0, 'x']);
});

test('a manifest is merged with a configuration', () => {
  const files: Record<string, string> = { 'a.yaml': custom, 'b.yaml': 'processors: {tail_sampling: {num_traces: 7}}' };
  const { text } = adaptCollector({ files: Object.keys(files), env: {}, readFile: (file) => files[file] ?? '' });
  expect(text).toMatch(/decision_wait: 5s[^]*num_traces: 7/);
});

test.each([
  [
    'other manifests',
    'apiVersion: v1\nkind: Service\n',
    'c.yaml has no Collector configuration: its manifests are of the kind Service.',
  ],
  [
    'a ConfigMap without one',
    'apiVersion: v1\nkind: ConfigMap\ndata: {a: "no pipelines"}\n',
    'c.yaml has no Collector configuration: its manifests are of the kind ConfigMap.',
  ],
  [
    'two configurations',
    `${custom}---\n${former}`,
    'c.yaml has 2 Collector configurations: OpenTelemetryCollector gateway: spec.config (line 6); OpenTelemetryCollector gateway: spec.config (line 21).',
  ],
  [
    'a quoted string',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  relay: ${JSON.stringify(config)}\n`,
    'c.yaml:5 has its configuration (ConfigMap c: data.relay) as a quoted string, whose lines are not those of the file.',
  ],
  [
    'values of a Helm chart',
    'mode: deployment\ncollectors:\n  config: {service: {pipelines: {}}}\n',
    'c.yaml has no service.pipelines at its top level, but c.yaml:3 has a configuration; a Collector does not start without pipelines.',
  ],
  [
    'a template of Helm',
    '# {{ .Values.no }}\nreceivers:\n  otlp: {endpoint: {{ .Values.host }}:4317}\n',
    'c.yaml:3 is a Helm template that is not rendered: {{ .Values.host }}',
  ],
  [
    'a template of Ansible',
    'receivers:\n{% if otlp %}\n  otlp:\n{% endif %}\n',
    'c.yaml:2 is a Jinja template that is not rendered: {% if otlp %}',
  ],
])('%s are rejected', (_, text, message) => {
  expect(rejection(text).message).toBe(message);
});
