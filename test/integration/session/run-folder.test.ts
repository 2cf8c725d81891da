import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeRunFolder } from '../../../stack/session/run-folder.ts';
import { temporaryFolder } from '../../unit/session/temporary-folder.ts';

/** Writes a file after the other, in many folders, for half a second. */
const writer = `
const { mkdirSync, writeFileSync } = require('node:fs');
const folder = process.argv[1];
const until = Date.now() + 500;
for (let i = 0; Date.now() < until; i++) {
  try {
    mkdirSync(folder + '/' + (i % 7), { recursive: true });
    writeFileSync(folder + '/' + (i % 7) + '/' + i, '');
  } catch {}
  if (i === 100) process.stdout.write('writing');
}`;

test('a folder that an orphan still writes to is removed', async () => {
  const folder = join(temporaryFolder(), 'sandbox-0a1b2c3d');
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const child = spawn(process.execPath, ['-e', writer, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  removeRunFolder(folder, '0a1b2c3d');
  await ended;
  removeRunFolder(folder, '0a1b2c3d');
  expect(existsSync(folder)).toBe(false);
});
