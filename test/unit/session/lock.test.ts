import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../../stack/session/lock.ts';
import { identityOf } from '../../../stack/session/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

const self = identityOf(process.pid);

test('the lock is held once, and can be taken again after its release', async () => {
  const state = temporaryFolder();
  const lock = await takeLock(state);
  expect(lock.held).toBe(true);
  expect(await takeLock(state)).toEqual({ held: false, by: self });
  if (lock.held) lock.release();
  expect(readdirSync(state)).toEqual([]);
  expect((await takeLock(state)).held).toBe(true);
});

test('a claim of a dead process is removed', async () => {
  const state = temporaryFolder();
  writeFileSync(join(state, 'lock.1.dead'), JSON.stringify({ pid: 1, start: 'long ago', held: true }));
  expect((await takeLock(state)).held).toBe(true);
  expect(readdirSync(state)).toHaveLength(1);
  expect(readdirSync(state)).not.toContain('lock.1.dead');
});

test('a claim of a live process that is still trying keeps the lock from us until the timeout', async () => {
  const state = temporaryFolder();
  const parent = identityOf(process.ppid);
  writeFileSync(join(state, 'lock.other'), JSON.stringify({ ...parent, held: false }));
  expect(await takeLock(state)).toEqual({ held: false, by: parent });
  expect(readdirSync(state)).toEqual(['lock.other']);
});
