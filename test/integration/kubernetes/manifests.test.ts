import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportManifests } from '../../../stack/kubernetes/export-manifests.ts';
import { titled } from '../../docker/docker-or-reason.ts';
import { Bench } from '../engine/harness.ts';
import { kubernetesValidate } from './kubernetes-validate.ts';

const { files } = exportManifests();
const manifests = Object.keys(files).filter((path) => path.startsWith('manifests/'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-kubernetes-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tool = kubernetesValidate();
const reason = 'reason' in tool ? tool.reason : undefined;
describe.skipIf(reason !== undefined)(titled('kubernetes-validate', reason), () => {
  const validate = (...paths: string[]): { status: number | null; text: string } => {
    const command = 'command' in tool ? tool.command : '';
    const { status, stdout, stderr } = spawnSync(command, ['--strict', ...paths], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  test('accepts every manifest', () => {
    expect(manifests.length).toBeGreaterThan(10);
    const { status, text } = validate(...manifests.map((path) => join(folder, path)));
    expect(text).not.toMatch(/^ERROR/m);
    expect(status).toBe(0);
  });

  test('rejects a misspelt field', () => {
    const path = join(folder, 'misspelt.yaml');
    writeFileSync(path, (files['manifests/order.yaml'] ?? '').replace('readinessProbe:', 'readynessProbe:'));
    const { status, text } = validate(path);
    expect(status).not.toBe(0);
    expect(text).toContain('readynessProbe');
  });
});

test('the Collector accepts the configuration of the gateways', async () => {
  const bench = new Bench();
  try {
    const path = join(folder, 'config/otel-gateway.yaml');
    const { handle } = await bench.start('collector', { argv: ['validate', `--config=${path}`] });
    expect(await handle.exited).toEqual({ code: 0 });
    const broken = bench.file((files['config/otel-gateway.yaml'] ?? '').replace('set(datapoint', 'sett(datapoint'));
    const other = await bench.start('collector', { argv: ['validate', `--config=${broken}`] });
    expect(await other.handle.exited).toMatchObject({ code: 1, message: expect.stringContaining('sett') as string });
  } finally {
    await bench.close();
  }
});
