import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findLeftovers, type Leftovers, removeLeftovers, runningRecord } from '../../../stack/session/leftovers.ts';
import { identityOf, isRunning } from '../../../stack/session/process-identity.ts';
import { readRecord, writeRecord } from '../../../stack/session/record.ts';
import { recordIn } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

const killed = { pid: process.pid, start: 'an earlier boot' };

async function child(script: string): Promise<ChildProcess & { pid: number }> {
  const started = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('up')`]);
  onTestFinished(() => void started.kill('SIGKILL'));
  await once(started.stdout, 'data');
  return started as typeof started & { pid: number };
}

test('a sandbox whose process runs has no leftovers', () => {
  const state = temporaryFolder();
  const record = recordIn(state);
  writeRecord(state, record);
  expect(runningRecord(state)).toEqual(record);
  expect(findLeftovers(state)).toBeUndefined();
});

test('the processes of a killed sandbox end in order, and no one else’s', async () => {
  const state = temporaryFolder();
  const gateway = await child('');
  const order = await child('');
  const stranger = await child('');
  const record = recordIn(state, {
    owner: killed,
    processes: [
      { name: 'gateway', ...mustIdentify(gateway.pid) },
      { name: 'order', ...mustIdentify(order.pid) },
      { name: 'payment', pid: stranger.pid, start: 'when the pid belonged to another process' },
    ],
  });
  writeRecord(state, record);
  mkdirSync(record.folder);
  writeFileSync(join(record.folder, 'data'), 'left');

  const leftovers = findLeftovers(state);
  expect(runningRecord(state)).toBeUndefined();
  expect(leftovers?.processes.map(({ name }) => name)).toEqual(['gateway', 'order']);
  expect(leftovers?.folder).toBe(record.folder);
  if (!leftovers) return;

  const exits = Promise.all([gateway, order].map((one) => once(one, 'exit')));
  expect(await removeLeftovers(state, leftovers, { graceMs: 25_000 })).toEqual([]);
  expect((await exits).map(([, signal]) => signal as string)).toEqual(['SIGTERM', 'SIGTERM']);
  expect(isRunning(mustIdentify(stranger.pid))).toBe(true);
  expect(existsSync(record.folder)).toBe(false);
  expect(readRecord(state)).toBeUndefined();
});

test('a process of a killed sandbox that ignores SIGTERM is killed after the grace period', async () => {
  const state = temporaryFolder();
  const deaf = await child("process.on('SIGTERM', () => {})");
  const record = recordIn(state, { owner: killed, processes: [{ name: 'order', ...mustIdentify(deaf.pid) }] });
  writeRecord(state, record);
  const exit = once(deaf, 'exit');
  expect(await removeLeftovers(state, mustFind(state), { graceMs: 50 })).toEqual([]);
  expect((await exit)[1]).toBe('SIGKILL');
});

test('docker compose ends by itself, as the daemon would still make what it has requested', async () => {
  const state = temporaryFolder();
  const compose = await child('setTimeout(() => process.exit(3), 300)');
  const record = recordIn(state, {
    owner: killed,
    processes: [{ name: 'docker compose', ...mustIdentify(compose.pid) }],
  });
  writeRecord(state, record);
  const exit = once(compose, 'exit');
  expect(await removeLeftovers(state, mustFind(state), { graceMs: 0 })).toEqual([]);
  expect(await exit).toEqual([3, null]);
});

test.skipIf(process.platform === 'win32')('a docker compose that hangs is killed with its plugin', async () => {
  const state = temporaryFolder();
  const script = `
    const plugin = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    process.on('SIGTERM', () => {});
    console.log(plugin.pid)`;
  const docker = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000)`], { detached: true });
  const plugin = mustIdentify(Number(String(await once(docker.stdout, 'data'))));
  onTestFinished(() => {
    if (isRunning(plugin)) process.kill(plugin.pid, 'SIGKILL');
  });
  const record = recordIn(state, {
    owner: killed,
    processes: [{ name: 'docker compose', ...mustIdentify(docker.pid ?? 0) }],
  });
  writeRecord(state, record);
  expect(await removeLeftovers(state, mustFind(state), { composeMs: 0, graceMs: 0 })).toEqual([]);
  await expect.poll(() => isRunning(plugin)).toBe(false);
});

test('a folder that was to be kept stays', async () => {
  const state = temporaryFolder();
  const record = recordIn(state, { owner: killed, keep: true });
  writeRecord(state, record);
  mkdirSync(record.folder);
  const leftovers = findLeftovers(state);
  expect(leftovers).toEqual({ record, processes: [] });
  if (leftovers) await removeLeftovers(state, leftovers);
  expect(existsSync(record.folder)).toBe(true);
});

test('a folder that is not named like a run’s is never removed', async () => {
  const state = temporaryFolder();
  const folder = join(state, 'home');
  const record = recordIn(state, { owner: killed, folder, socket: join(folder, 'precious') });
  writeRecord(state, record);
  mkdirSync(folder);
  writeFileSync(join(folder, 'precious'), 'mine');
  const leftovers = findLeftovers(state);
  if (leftovers) await removeLeftovers(state, leftovers);
  expect(existsSync(folder)).toBe(true);
});

function mustFind(state: string): Leftovers {
  const leftovers = findLeftovers(state);
  if (!leftovers) throw new Error('the killed sandbox is not seen');
  return leftovers;
}

function mustIdentify(pid: number): { pid: number; start: string } {
  const identity = identityOf(pid);
  if (!identity) throw new Error(`process ${pid} does not run`);
  return identity;
}
