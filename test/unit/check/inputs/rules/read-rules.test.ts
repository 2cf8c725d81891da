import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';
import { prepareRules } from '../../../../../check/inputs/rules/prepare-rules.ts';
import { readRules, rulesOf } from '../../../../../check/inputs/rules/read-rules.ts';
import { UserError } from '../../../../../lib/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const read = (text: string): ReturnType<typeof rulesOf> => rulesOf([{ file: 'a.yml', text }], { intervalMs: 15_000 });

function rejection(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
}

const two = `groups:
  - name: api
    interval: 30s
    labels: {team: shop}
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - alert: Errors
        expr: |
          job:errors:rate5m > 1
        for: 1m30s
        keep_firing_for: 5m
        labels:
          severity: page
  - name: other
    rules:
      - alert: Down
        expr: up == 0
`;

test('reads the rules of several groups, with their lines, durations and labels', () => {
  const { rules, files, originals } = read(two);
  expect(
    rules.map(({ name, group, kind, source, intervalMs }) => [name, group, kind, source.line, intervalMs]),
  ).toEqual([
    ['job:errors:rate5m', 'api', 'record', 6, 30_000],
    ['Errors', 'api', 'alert', 8, 30_000],
    ['Down', 'other', 'alert', 17, 15_000],
  ]);
  expect(rules[1]).toMatchObject({
    expr: 'job:errors:rate5m > 1',
    forMs: 90_000,
    keepFiringForMs: 300_000,
    labels: { team: 'shop', severity: 'page' },
  });
  expect(Object.values(files)).toEqual([two]);
  expect(Object.values(originals)).toEqual(['a.yml']);
});

test('manifests of the kind PrometheusRule, several in a file, keep their lines', () => {
  const manifest = `apiVersion: v1
kind: ConfigMap
data: {}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: api
spec:
  groups:
  - name: api
    rules:
    - alert: Errors
      expr: |
        up
          == 0
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
spec:
  groups:
    - name: second
      partial_response_strategy: warn
      rules: [{alert: Down, expr: absent(up)}]
`;
  const { rules, files } = read(manifest);
  expect(rules.map(({ name, source }) => [name, source.line])).toEqual([
    ['Errors', 13],
    ['Down', 24],
  ]);
  const [first = '', second = ''] = Object.values(files);
  expect(first.split('\n')[12]).toBe('    - alert: Errors');
  expect(parse(first)).toEqual({ groups: [{ name: 'api', rules: [{ alert: 'Errors', expr: 'up\n  == 0\n' }] }] });
  expect(parse(second)).toEqual({ groups: [{ name: 'second', rules: [{ alert: 'Down', expr: 'absent(up)' }] }] });
});

test('keys that only other rulers have are left out, and the rest keeps its lines', () => {
  const text = `namespace: shop
groups:
  - source_tenants:
      - a
      - b
    name: first
    partial_response_strategy: abort # with all stores
    rules:
      - {alert: Down, debug: true, expr: up == 0, labels: {concurrency: "2"}}
      - alert: Up
        expr: up
`;
  const { rules, files, notices } = read(text);
  const [written = ''] = Object.values(files);
  expect(parse(written)).toEqual({
    groups: [
      {
        name: 'first',
        rules: [
          { alert: 'Down', expr: 'up == 0', labels: { concurrency: '2' } },
          { alert: 'Up', expr: 'up' },
        ],
      },
    ],
  });
  expect(written.split('\n').map((line) => line.trim())[9]).toBe('- alert: Up');
  expect(rules.map(({ source }) => source.line)).toEqual([9, 10]);
  expect(
    notices.map((notice) => notice.type === 'foreign-key' && [notice.key, notice.ruler, notice.source?.line]),
  ).toEqual([
    ['namespace', 'mimirtool', 1],
    ['source_tenants', 'Mimir', 3],
    ['partial_response_strategy', 'Thanos Ruler', 7],
    ['debug', 'vmalert', 9],
  ]);
});

test("a key that Prometheus' operator removes is no news", () => {
  const { notices, files } = read(
    'kind: PrometheusRule\nspec: {groups: [{name: a, rules: [{alert: A, expr: up}], partial_response_strategy: warn}]}',
  );
  expect(notices).toEqual([]);
  expect(parse(Object.values(files)[0] ?? '')).toEqual({
    groups: [{ name: 'a', rules: [{ alert: 'A', expr: 'up' }] }],
  });
});

test('a template of Helm is rejected, the templates of Prometheus are not', () => {
  const rule = (expr: string): string =>
    `groups: [{name: a, rules: [{alert: A, annotations: {a: "{{ range query \`up\` }}{{ .Value }}{{ end }}"}, expr: ${expr}}]}]`;
  expect(read(rule('up')).rules).toHaveLength(1);
  expect(rejection(() => read(rule('"up > {{ .Values.limit }}"'))).message).toBe(
    'a.yml:1 is a Helm template that is not rendered: {{ .Values.limit }}',
  );
});

test('an empty file and an empty list of groups have no rules', () => {
  expect(read('').rules).toEqual([]);
  expect(read('groups: []').rules).toEqual([]);
  expect(read('groups:\n').rules).toEqual([]);
});

describe('a file without rules is rejected', () => {
  test.each<[string, string, RegExp]>([
    ['invalid YAML', 'groups:\n  - name: "a\n    x: [', /^a\.yml:\d+ is not valid YAML/],
    ['a text', 'hello there', /^a\.yml:1 is not a Prometheus rule file: it is not a mapping/],
    [
      'rules of Grafana',
      'apiVersion: 1\ngroups: [{orgId: 1, name: g, rules: [{uid: a, title: t, data: [{refId: A}]}]}]',
      /^a\.yml:1 is not a Prometheus rule file: it is in the format of Grafana's alert provisioning/,
    ],
    ['other keys', 'receivers: {}\nexporters: {}', /it has no `groups`; its keys are receivers, exporters\.$/],
    ['another manifest', 'apiVersion: v1\nkind: Service', /manifest of the kind Service/],
  ])('%s', (_name, text, message) => {
    expect(rejection(() => read(text))).toMatchObject({
      message: expect.stringMatching(message) as string,
      exitCode: 2,
    });
  });
});

test('a pattern without matches is rejected, and files that match several patterns are read once', () => {
  put('one/a.yml', two);
  put('one/b.yml', 'groups: [{name: b, rules: [{alert: B, expr: up}]}]');
  const patterns = [join(folder, 'one', '*.yml'), join(folder, 'one', 'a.yml')];
  expect(readRules(patterns, { intervalMs: 1 }).rules.map(({ name }) => name)).toEqual([
    'job:errors:rate5m',
    'Errors',
    'Down',
    'B',
  ]);
  const { message, exitCode } = rejection(() => readRules([join(folder, 'none', '*.yml')], { intervalMs: 1 }));
  expect([message, exitCode]).toEqual([
    expect.stringMatching(/^Cannot find the rule file: the pattern .* matches no file/),
    2,
  ]);
  expect(rejection(() => readRules([join(folder, 'none.yml')], { intervalMs: 1 })).message).toMatch(
    /^Cannot read the rule file /,
  );
});

describe("the user's prometheus.yml", () => {
  const file = put(
    'prom/prometheus.yml',
    `global:
  evaluation_interval: 30s
  external_labels: {cluster: eu}
  query_log_file: /var/log/q
rule_files: [rules/*.yml, nothing/*.yml]
remote_write:
  - url: http://mimir/api/v1/push
scrape_configs:
  - job_name: collector
    honor_labels: true
    scrape_interval: 10s
    tls_config: {ca_file: /x}
    relabel_configs:
      - {source_labels: [__meta_kubernetes_pod], action: keep, regex: otel}
      - {target_label: site, replacement: a}
    static_configs:
      - {targets: ['collector.obs:8888', 'collector.obs:8889'], labels: {env: prod}}
  - job_name: nodes
    kubernetes_sd_configs: [{role: node}]
`,
  );
  put('prom/rules/a.yml', two);
  const exporters = [
    { id: 'prometheus', engineId: 'prometheus', signals: ['metrics'], how: 'scraped', port: 8889 },
  ] as const;
  const prepared = prepareRules({ rules: [], prometheus: file, exporters: [...exporters] });
  const config = parse(prepared.files[prepared.path] ?? '') as Record<string, unknown>;

  test('sets intervals, labels and jobs', () => {
    expect(config.global).toEqual({ evaluation_interval: '30s', external_labels: { cluster: 'eu' } });
    const kept = {
      honor_labels: true,
      scrape_interval: '10s',
      relabel_configs: [{ target_label: 'site', replacement: 'a' }],
    };
    expect(config.scrape_configs).toEqual([
      {
        job_name: 'collector',
        ...kept,
        static_configs: [{ targets: ['otel-collector:8888'], labels: { env: 'prod' } }],
      },
      {
        job_name: 'collector-8889',
        ...kept,
        static_configs: [{ targets: ['otel-collector:8889'], labels: { env: 'prod' } }],
      },
    ]);
    expect(config.otlp).toEqual({ promote_resource_attributes: expect.arrayContaining(['service.name']) as string[] });
    expect(config).not.toHaveProperty('remote_write');
  });

  test('scrapes every Collector of two tiers, and jobs keep different names', () => {
    const tiers = { gateways: 2, agent: { exporters } as unknown as AdaptedCollector };
    const both = prepareRules({ rules: [], prometheus: file, exporters: [...exporters], tiers });
    const { scrape_configs: jobs } = parse(both.files[both.path] ?? '') as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const gateways = (port: number): string[] => [`otel-gateway-1:${port}`, `otel-gateway-2:${port}`];
    const agents = (port: number): string[] => [`otel-agent-1:${port}`, `otel-agent-2:${port}`];
    expect(jobs.map((job) => [job.job_name, job.static_configs[0]?.targets])).toEqual([
      ['collector', [...gateways(8888), ...agents(8888)]],
      ['collector-8889', gateways(8889)],
      ['collector-8889-2', agents(8889)],
    ]);
  });

  test('provides rules at its interval if there are no rule files', () => {
    expect(prepared.rules.rules.map(({ name, intervalMs }) => [name, intervalMs])).toContainEqual(['Down', 30_000]);
    expect(config.rule_files).toEqual(Object.keys(prepared.rules.files));
    const other = put('other.yml', 'groups: [{name: b, rules: [{alert: B, expr: up}]}]');
    const withRules = prepareRules({ rules: [other], prometheus: file, exporters: [] });
    expect(withRules.rules.rules.map(({ name }) => name)).toEqual(['B']);
  });

  test('sections without effect in a check are reported with their lines', () => {
    expect(prepared.notices.map(({ type, source }) => [type, source?.line])).toEqual([
      ['ignored-section', 6],
      ['idle-scrape-jobs', 8],
      ['unmatched-rule-files', 5],
    ]);
    expect(prepared.notices).toMatchObject([
      { section: 'remote_write' },
      { jobs: ['nodes'] },
      { pattern: expect.stringContaining('nothing/*.yml') as string },
    ]);
  });

  test('the scrape interval of the traffic applies unless the configuration defines one', () => {
    const intervalOf = (prometheus?: string): unknown => {
      const { files, path } = prepareRules({ rules: [], prometheus, exporters: [], scrapeIntervalMs: 45_000 });
      return /scrape_interval: (\S+)/.exec(files[path] ?? '')?.[1];
    };
    expect(intervalOf()).toBe('45s');
    expect(intervalOf(put('none.yml', 'scrape_configs: []'))).toBe('45s');
    expect(intervalOf(put('own.yml', 'global: {scrape_interval: 30s}'))).toBe('30s');
  });

  test('without one, rules are evaluated every 15s; without an evaluation_interval in it, every minute', () => {
    const other = put('other.yml', 'groups: [{name: b, rules: [{alert: B, expr: up}]}]');
    expect(prepareRules({ rules: [other], exporters: [] }).rules.rules[0]?.intervalMs).toBe(15_000);
    const bare = put('bare.yml', 'scrape_configs: []');
    expect(prepareRules({ rules: [other], prometheus: bare, exporters: [] }).rules.rules[0]?.intervalMs).toBe(60_000);
    const list = put('list.yml', '- a');
    expect(rejection(() => prepareRules({ rules: [], prometheus: list, exporters: [] })).exitCode).toBe(2);
  });
});
