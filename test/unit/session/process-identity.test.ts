import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identityOf, isRunning } from '../../../stack/session/process-identity.ts';

test('a process has the same identity while it runs, and none afterwards', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const identity = identityOf(child.pid ?? 0);
  expect(identity).toEqual({ pid: child.pid, start: expect.stringMatching(/.+/) as string });
  expect(identity && isRunning(identity)).toBe(true);

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identity && isRunning(identity)).toBe(false);
  expect(identityOf(child.pid ?? 0)).toBeUndefined();
});

test('another process with the same number is not the same process', () => {
  const self = identityOf(process.pid);
  expect(self && isRunning(self)).toBe(true);
  expect(isRunning({ pid: process.pid, start: 'another time' })).toBe(false);
});

test('two processes that run at once differ by number and by start', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const other = identityOf(child.pid ?? 0);
  expect(other?.start).not.toBe(identityOf(process.pid)?.start);
  child.kill('SIGKILL');
  await once(child, 'exit');
});
