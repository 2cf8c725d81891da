import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { down } from '../../../cli/commands/down.ts';
import { status } from '../../../cli/commands/status.ts';
import { checkSession } from '../../../cli/doctor/session.ts';
import { controlClient } from '../../../stack/session/control-client.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../../../stack/session/process-identity.ts';
import { writeRecord, type SessionRecord } from '../../../stack/session/record.ts';
import { fakeTerminal } from '../../unit/cli/fake-terminal.ts';
import { recordIn } from '../../unit/session/records.ts';
import { stateFolder } from './open.ts';

const limits = { stopMs: 60_000, exitMs: 60_000, graceMs: 60_000 };

async function child(script = ''): Promise<ProcessIdentity> {
  const started = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('up')`]);
  onTestFinished(() => void started.kill('SIGKILL'));
  await once(started.stdout, 'data');
  const identity = identityOf(started.pid ?? 0);
  if (!identity) throw new Error('it has ended');
  return identity;
}

/** The record of a sandbox whose control socket is open, and on which no one answers. */
async function unresponsive(state: string, changes: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const record = recordIn(state, changes);
  mkdirSync(dirname(record.socket), { recursive: true });
  writeRecord(state, record);
  const server = createServer(() => undefined).listen(record.socket);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return record;
}

test('no command waits forever for a sandbox that does not respond', async () => {
  const state = stateFolder();
  const record = await unresponsive(state);
  const terminal = fakeTerminal();
  const context = { terminal, state } as unknown as Parameters<typeof status>[1];
  const [code, check, use] = await Promise.all([
    status({ json: false }, context),
    checkSession(state),
    controlClient(record)
      .use('sandbox run baseline')
      .catch((error: unknown) => error),
  ]);
  expect(code).toBe(4);
  expect(terminal.stdout).toEqual([
    expect.stringMatching(/does not respond: no answer within 5s\. End it with `sandbox down`\.$/),
  ]);
  expect(check).toMatchObject({ result: 'fail', found: expect.stringContaining('no answer within 5s') as string });
  expect(use).toMatchObject({ code: 'sandbox-unresponsive', exitCode: 4 });
});

test('down removes the lock of a process that was killed before it had a record', async () => {
  const state = stateFolder();
  writeFileSync(join(state, 'lock.1.dead'), JSON.stringify({ pid: 1, start: 'long ago', held: true }));
  const terminal = fakeTerminal();
  expect(await down({ terminal, state })).toBe(0);
  expect(terminal.stdout).toEqual(['No sandbox is running.']);
  expect(readdirSync(state)).toEqual([]);
});

test('down continues and terminates a stopped sandbox, and removes what it left', async () => {
  const state = stateFolder();
  const owner = await child();
  const order = await child();
  const stranger = await child();
  const record = await unresponsive(state, {
    owner,
    processes: [
      { name: 'order', ...order },
      { name: 'payment', pid: stranger.pid, start: 'when the number was another process’s' },
    ],
  });
  process.kill(owner.pid, 'SIGSTOP');
  const terminal = fakeTerminal();
  expect(await down({ terminal, state }, limits)).toBe(0);
  expect(terminal.stderr).toEqual([
    `The sandbox (pid ${owner.pid}) does not stop: no answer within 5s. Sending SIGTERM.`,
  ]);
  expect(terminal.stdout.at(-1)).toContain(`(pid ${owner.pid}, killed) left: order and its files`);
  expect([owner, order].filter(isRunning)).toEqual([]);
  expect(isRunning(stranger)).toBe(true);
  expect(existsSync(record.folder)).toBe(false);
  expect(readdirSync(state)).toEqual([]);
});

test('down kills a sandbox that does not react to SIGTERM', async () => {
  const state = stateFolder();
  const owner = await child("process.on('SIGTERM', () => {})");
  await unresponsive(state, { owner });
  const terminal = fakeTerminal();
  expect(await down({ terminal, state }, { ...limits, graceMs: 50 })).toBe(0);
  expect(terminal.stderr).toEqual([
    expect.stringContaining('Sending SIGTERM.'),
    'It is still running 50ms after SIGTERM. Sending SIGKILL.',
  ]);
  expect(isRunning(owner)).toBe(false);
});
