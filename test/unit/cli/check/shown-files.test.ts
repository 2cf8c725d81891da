import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readInputs } from '../../../../check/inputs/read-inputs.ts';
import { shownFiles } from '../../../../cli/check/shown-files.ts';

test('a report shows what the user named and what that refers to, but no included file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  mkdirSync(path('rules'));
  writeFileSync(path('secret.yaml'), 'otlp_http: {endpoint: "https://user:hunter22@example.com"}\n');
  writeFileSync(
    path('collector.yaml'),
    `receivers: {otlp: {protocols: {http: {}}}}
exporters: \${file:${path('secret.yaml')}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}
`,
  );
  writeFileSync(path('prometheus.yml'), 'rule_files: [rules/*.yml]\n');
  writeFileSync(path('rules/a.yml'), 'groups: [{name: a, rules: [{alert: A, expr: up == 0}]}]\n');
  const { files, included } = readInputs({
    ...{ scenarios: [], collector: [path('collector.yaml')], agent: [], rules: [], prometheus: path('prometheus.yml') },
    ...{ dashboards: [], secrets: [], headSampling: 1, seed: 1, strict: false, env: {} },
  });
  expect(files).toContain(path('secret.yaml'));
  expect(shownFiles(files, included)).toEqual([
    ...['collector.yaml', 'rules/a.yml', 'prometheus.yml'].map(path),
    ...['sandbox.yaml', 'sandbox-baseline.yaml'],
  ]);
  // As another path to the same file.
  expect(shownFiles([relative('.', path('secret.yaml'))], included, 'mine.yaml')).toEqual([
    'mine.yaml',
    'sandbox-baseline.yaml',
  ]);
});
