import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTemporaryFolder, removeAbandonedFolders } from '../../../lib/temporary-folder.ts';

test('removes the folders of killed processes, and no others', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const own = await makeTemporaryFolder('prepare', root);
  // No process has this id: it is above what Linux gives out.
  const abandoned = basename(own).replace(String(process.pid), '4194999');
  const others = [`mine-${abandoned}`, abandoned.replace('prepare', 'data'), 'sandbox-prepare'];
  for (const name of [abandoned, ...others]) mkdirSync(join(root, name, 'inner'), { recursive: true });
  await removeAbandonedFolders([root, join(root, 'missing')]);
  expect(existsSync(join(root, abandoned))).toBe(false);
  expect([basename(own), ...others].filter((name) => !existsSync(join(root, name)))).toEqual([]);
});
