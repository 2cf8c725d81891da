import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layeredFiles } from '../../../stack/pacing/config-layers.ts';

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'sandbox-config-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'secret.yaml'), 'password: hunter2');
  return join(root, 'config');
}

test('a link within the folder is followed, as in a mounted ConfigMap', async () => {
  const config = folder();
  mkdirSync(join(config, '..data'));
  writeFileSync(join(config, '..data', 'collector.yaml'), '');
  symlinkSync('..data/collector.yaml', join(config, 'collector.yaml'));
  expect([...(await layeredFiles([config])).keys()]).toEqual(['collector.yaml']);
});

test.each([
  [
    'a link',
    'is a link to a file outside of the configuration folder',
    (file: string) => symlinkSync('../secret.yaml', file),
  ],
  ['a link to a device', 'is a link to a file outside', (file: string) => symlinkSync('/dev/zero', file)],
  ['a pipe', 'is not a regular file', (file: string) => execFileSync('mkfifo', [file])],
  [
    'a file of 17 MB',
    'has 17 MB, and at most 16 MB are read',
    (file: string) => {
      writeFileSync(file, '');
      truncateSync(file, 17_000_000);
    },
  ],
] as const)('%s is refused', async (_, problem, make) => {
  const config = folder();
  make(join(config, 'collector.yaml'));
  await expect(layeredFiles([config])).rejects.toMatchObject({
    code: 'config-unreadable',
    exitCode: 2,
    message: expect.stringContaining(problem) as string,
  });
});

test('a linked folder of rules is refused, too', async () => {
  const config = folder();
  mkdirSync(join(config, '..', 'rules'));
  writeFileSync(join(config, '..', 'rules', 'a.yml'), '');
  symlinkSync('../rules', join(config, 'rules'));
  await expect(layeredFiles([config])).rejects.toMatchObject({ code: 'config-unreadable' });
});
