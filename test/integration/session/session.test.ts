import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { controlClient } from '../../../stack/session/control-client.ts';
import { isRunning } from '../../../stack/session/process-identity.ts';
import { readRecord } from '../../../stack/session/record.ts';
import { Interrupted } from '../../../stack/session/session-error.ts';
import { fakeRuntime } from './fake-runtime.ts';
import { open, stateFolder } from './open.ts';

test('a session is on record from its beginning, and nothing of it is left after its end', async () => {
  const state = stateFolder();
  const { session, events } = await open(state);
  expect(readRecord(state)).toMatchObject({ id: session.record.id, processes: [] });
  expect(statSync(session.record.folder).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  expect(statSync(join(session.record.folder, 'logs')).mode & 0o777).toBe(0o700);

  await session.boot(fakeRuntime());
  const record = readRecord(state);
  expect(record?.endpoints?.gateway).toBe('http://127.0.0.1:1');
  expect(record?.processes.map(({ name }) => name)).toEqual(['order']);
  expect(record?.processes.every(isRunning)).toBe(true);

  await session.stop();
  await session.stop();
  expect(record?.processes.some(isRunning)).toBe(false);
  expect(existsSync(session.record.folder)).toBe(false);
  expect(readdirSync(state)).toEqual([]);
  expect(events.map(({ state: to }) => to)).toEqual(['starting', 'ready', 'stopped']);
});

test('a second one is refused while the first runs, and says who runs', async () => {
  const state = stateFolder();
  const { session } = await open(state);
  const second = open(state);
  await expect(second).rejects.toThrow(
    `A sandbox is already running (pid ${process.pid}, started by \`sandbox up\` at ${session.record.since}).`,
  );
  await expect(second).rejects.toMatchObject({ code: 'already-running', exitCode: 2 });
  expect(readRecord(state)?.id).toBe(session.record.id);
});

test('a failed boot prints the last log lines of the component, because its folder is removed', async () => {
  const state = stateFolder();
  const { session } = await open(state);
  const failure = new UserError('order was not ready', { code: 'boot', exitCode: 4, hint: 'Look.' });
  const boot = session.boot(fakeRuntime({ failWith: failure }));
  await expect(boot).rejects.toMatchObject({
    message: 'order was not ready',
    exitCode: 4,
    hint: 'Look. `sandbox up --keep` keeps the logs.',
    details: ["The last lines of order's log:", '  2026-01-02T03:04:05.000Z the reason, in its own words'],
  });
  await session.stop();
  expect(readdirSync(state)).toEqual([]);
});

test('a stop during the boot ends the boot', async () => {
  const state = stateFolder();
  const { session } = await open(state);
  const boot = session.boot(fakeRuntime({ hang: true }));
  const refused = expect(boot).rejects.toThrow(Interrupted);
  const { processes } = session.record;
  await session.stop();
  await refused;
  expect(processes).toHaveLength(1);
  expect(processes.some(isRunning)).toBe(false);
});

test('processes that the runtime lost track of are still ended', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime({ forgetful: true }));
  const { processes } = session.record;
  expect(processes.every(isRunning)).toBe(true);
  await session.stop();
  expect(processes.some(isRunning)).toBe(false);
});

test('traffic that does not end, as that of a paused component, does not keep the rest from being stopped', async () => {
  const state = stateFolder();
  const { session } = await open(state);
  await session.boot(fakeRuntime());
  const forever = new Promise<void>(() => undefined);
  session.attachTraffic({ pause: () => undefined, resume: () => undefined, stop: () => forever }, 5);
  await session.stop();
  expect(readdirSync(state)).toEqual([]);
});

test('kill ends everything at once', async () => {
  const state = stateFolder();
  const { session } = await open(state);
  await session.boot(fakeRuntime());
  const { processes, folder } = session.record;
  session.kill();
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(state)).toEqual([]);
  await expect.poll(() => processes.some(isRunning)).toBe(false);
});

test('with keep the folder of logs and data stays', async () => {
  const { session } = await open(stateFolder(), { keep: true });
  await session.boot(fakeRuntime());
  const { folder, id } = session.record;
  await session.stop();
  expect(readdirSync(folder)).toEqual(['logs']);
  // The user removes what --keep leaves: here, the test.
  session.record.keep = false;
  session.kill();
  expect(folder.endsWith(id)).toBe(true);
  expect(existsSync(folder)).toBe(false);
});

test('what a killed sandbox left is removed, and reported, when the next one starts', async () => {
  const state = stateFolder();
  const { session: first } = await open(state);
  await first.boot(fakeRuntime());
  const { processes, folder } = first.record;
  // As after kill -9: the record stays and names an owner that does not run any more.
  const file = join(state, 'sandbox.json');
  const left = readFileSync(file, 'utf8').replace(first.record.owner.start, 'before it was killed');
  for (const name of readdirSync(state)) rmSync(join(state, name));
  writeFileSync(file, left);

  const { session: second, notices } = await open(state);
  expect(processes.some(isRunning)).toBe(false);
  expect(existsSync(folder)).toBe(false);
  expect(notices).toEqual([
    `removed what the sandbox of ${first.record.since} (pid ${process.pid}, killed) left: order and its files`,
  ]);
  expect(readRecord(state)?.id).toBe(second.record.id);
});

test('a temporary folder whose path is too long for a socket is no obstacle', async () => {
  const long = join(stateFolder(), 'x'.repeat(60), 'y'.repeat(60));
  mkdirSync(long, { recursive: true });
  for (let folder = long; folder !== tmpdir(); folder = dirname(folder)) chmodSync(folder, 0o755);
  vi.stubEnv('TMPDIR', long);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { session } = await open(stateFolder());
  expect(session.record.folder.startsWith(long)).toBe(true);
  expect(await controlClient(session.record).status()).toMatchObject({ state: 'booting' });
  await session.stop();
  expect(existsSync(session.record.socket)).toBe(false);
});
