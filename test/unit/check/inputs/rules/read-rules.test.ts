import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRules, rulesOf } from '../../../../../check/inputs/rules/read-rules.ts';
import { rejection, ruleFolder, two } from './rule-folder.ts';

const { folder, put } = ruleFolder();

const read = (text: string): ReturnType<typeof rulesOf> => rulesOf([{ file: 'a.yml', text }], { intervalMs: 15_000 });

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
