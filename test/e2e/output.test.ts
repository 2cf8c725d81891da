import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { builtEntry } from '../../lib/paths.ts';

const full = '/dev/full';

test.skipIf(!existsSync(full))(`output that cannot be written is an error (needs ${full})`, () => {
  const stdout = openSync(full, 'w');
  const { status, stderr } = spawnSync(process.execPath, [builtEntry('cli/main'), 'scenarios'], {
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(stdout);
  expect(status).toBe(4);
  expect(stderr).toMatch(/^error: The output could not be written: ENOSPC/);
});
