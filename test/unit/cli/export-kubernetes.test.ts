import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportKubernetes } from '../../../cli/commands/export-kubernetes.ts';
import { exportManifests } from '../../../stack/kubernetes/export-manifests.ts';
import type { Context } from '../../../cli/context.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-export-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (options: { out: string; collector?: string }): number =>
  exportKubernetes(options, { terminal: { out: (line: string) => lines.push(line) } } as unknown as Context);

test('writes the manifests, replaces an earlier export, and leaves other folders alone', () => {
  const out = join(folder, 'new/manifests');
  expect(run({ out })).toBe(0);
  expect(lines[0]).toBe(`${Object.keys(exportManifests().files).length} files written to ${out}.`);
  const gateway = join(out, 'manifests/otel-gateway.yaml');
  const text = readFileSync(gateway, 'utf8');
  writeFileSync(gateway, 'old');
  run({ out });
  expect(readFileSync(gateway, 'utf8')).toBe(text);

  writeFileSync(join(folder, 'thesis.doc'), '');
  expect(() => run({ out: folder })).toThrow('contains files that are not of an earlier export');
  expect(existsSync(join(folder, 'kustomization.yaml'))).toBe(false);
});

test("names the variables of the user's configuration, and a file that cannot be read", () => {
  const collector = join(folder, 'collector.yaml');
  writeFileSync(
    collector,
    'receivers: {otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}}\nexporters: {otlp_http: {endpoint: "${env:URL}"}}\n',
  );
  run({ out: join(folder, 'out'), collector });
  expect(lines.join('\n')).toContain('Put the values of URL into the secret otel-gateway first');
  expect(() => run({ out: join(folder, 'out'), collector: join(folder, 'missing.yaml') })).toThrow(
    /The Collector configuration .*missing\.yaml cannot be read/,
  );
});
