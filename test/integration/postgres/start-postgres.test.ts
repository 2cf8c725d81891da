import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import {
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
} from '../../../stack/runtimes/embedded/postgres/start-postgres.ts';

let base: string;
beforeAll(async () => (base = await mkdtemp(join(tmpdir(), 'sandbox-pg-test-'))));
afterAll(() => rm(base, { recursive: true, force: true }));

const running: RunningPostgres[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const folder = await mkdtemp(join(base, 'run-'));
  const server = await startPostgres({ folder, cache: join(base, 'cache'), ...options });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a server answers queries under the URL that it gives, and is gone once stopped', async () => {
  const lines: string[] = [];
  const pids: number[] = [];
  const server = await start({ onLog: (line) => lines.push(line), onProcess: ({ pid }) => pids.push(pid) });
  expect(await ask(server.url, 'SELECT current_database() AS name, 1 + 1 AS two')).toEqual({ name: 'sandbox', two: 2 });
  expect(pids).toEqual([server.pid]);
  expect(lines.join()).toContain('ready to accept connections');
  await Promise.all([server.stop(), server.stop()]);
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(isRunning(server.pid)).toBe(false);
});

test('it asks for its password, even of those on the same machine', async () => {
  const server = await start();
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('the data folder of a later run is a copy of the first, in which nothing of a run is kept', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE left_over (id integer)');
  const [template] = await readdir(join(base, 'cache', 'postgres'));
  const made = (await stat(join(base, 'cache', 'postgres', template ?? ''))).ino;
  const second = await start();
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await ask(second.url, "SELECT to_regclass('left_over') AS found")).toEqual({ found: null });
  expect((await stat(join(base, 'cache', 'postgres', template ?? ''))).ino).toBe(made);
});

test.for([
  ['emptied', 'is made again without a message', (file: string) => truncate(file), undefined],
  [
    'overwritten',
    'is reported',
    (file: string) => writeFile(file, Buffer.alloc(8192, 7)),
    /is damaged \(.*it ended with/,
  ],
] as const)('a template whose pg_control was %s %s, and the server starts', async ([, , damage, message]) => {
  const cache = await mkdtemp(join(base, 'damaged-'));
  await (await start({ cache })).stop();
  const [template = ''] = await readdir(join(cache, 'postgres'));
  await damage(join(cache, 'postgres', template, 'data', 'global', 'pg_control'));

  const lines: string[] = [];
  const server = await start({ cache, onLog: (line) => lines.push(line) });
  expect(await ask(server.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
  if (message === undefined) expect(lines.join()).not.toContain('is damaged');
  else expect(lines.join('\n')).toMatch(message);
  await server.stop();
  const third = await start({ cache, onLog: (line) => lines.push(line) });
  expect(new URL(third.url).password, 'the new template is used').toBe(new URL(server.url).password);
});

test('runs that start at once with nothing kept do not disturb each other, and leave one whole template', async () => {
  const cache = join(base, 'shared-cache');
  const servers = await Promise.all([start({ cache }), start({ cache }), start({ cache })]);
  expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
  for (const { url } of servers) expect(await ask(url, 'SELECT 1 AS one')).toEqual({ one: 1 });
  const kept = await readdir(join(cache, 'postgres'));
  expect(kept).toHaveLength(1);
  expect(existsSync(join(cache, 'postgres', kept[0] ?? '', 'complete'))).toBe(true);
  const later = await start({ cache });
  expect(await ask(later.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
});

test('a cache that cannot be written is done without', async () => {
  const server = await start({ cache: '/dev/null/nowhere' });
  expect(await ask(server.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
});

test('a port that is taken is an error that names it, and leaves no process', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const pids: number[] = [];
  const error: unknown = await start({ port, onProcess: ({ pid }) => pids.push(pid) }).catch(
    (reason: unknown) => reason,
  );
  taken.close();
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code: 'port-taken', exitCode: 4 });
  expect((error as UserError).message).toContain(String(port));
  expect(pids.map(isRunning)).toEqual([false]);
});

test('an abort while it starts ends it', async () => {
  const controller = new AbortController();
  const pids: number[] = [];
  const starting = start({
    signal: controller.signal,
    onProcess: ({ pid }) => {
      pids.push(pid);
      controller.abort(new Error('changed my mind'));
    },
  });
  await expect(starting).rejects.toThrow('changed my mind');
  expect(pids.map(isRunning)).toEqual([false]);
});

test('a killed server is reported', async () => {
  const server = await start();
  process.kill(server.pid, 'SIGKILL');
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await server.stop();
});
