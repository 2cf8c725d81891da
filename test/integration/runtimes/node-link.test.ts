import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtEntry } from '../../../lib/paths.ts';
import { setNodeLink } from '../../../stack/runtimes/embedded/launchers/set-node-link.ts';

/** A program without code for the link: it serves HTTP, keeps a connection open, and connects to the port in a message. */
const program = `
import { createServer } from 'node:http';
import { connect } from 'node:net';
const server = createServer((request, response) => response.end('here'));
server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', port: server.address().port }));
process.on('message', (message) => {
  if (message.type !== 'dial') return;
  const socket = connect(message.port, '127.0.0.1');
  const report = (outcome) => process.send({ type: 'dialled', outcome });
  socket.once('connect', () => report('connected'));
  socket.once('error', (error) => report(error.code));
  socket.once('close', () => process.send({ type: 'closed' }));
});
`;

let folder: string;
let child: ChildProcess;
let exited: Promise<unknown>;
let port: number;
let outside: Server;
const calls: Socket[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-link-'));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const link = pathToFileURL(builtEntry('stack/runtimes/embedded/launchers/node-link')).href;
  child = fork(file, { execArgv: [`--import=${link}`], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  exited = once(child, 'exit');
  port = ((await heard('ready')) as { port: number }).port;
  outside = createServer((socket) => calls.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(outside, 'listening');
});
afterAll(async () => {
  child.kill('SIGKILL');
  await exited;
  for (const socket of calls) socket.destroy();
  outside.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The next message of a type. */
function heard(type: string): Promise<unknown> {
  return new Promise((resolve) => {
    const hear = (message: { type: string }): void => {
      if (message.type !== type) return;
      child.off('message', hear);
      resolve(message);
    };
    child.on('message', hear);
  });
}

async function dial(): Promise<unknown> {
  const outcome = heard('dialled');
  child.send({ type: 'dial', port: (outside.address() as { port: number }).port });
  return outcome;
}

const serves = (): Promise<string> =>
  fetch(`http://127.0.0.1:${port}`).then(
    (response) => response.text(),
    (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException).code ?? 'failed',
  );

test('a process that is taken off the network is cut off both ways, knows nothing of it, and is the same when it is back', async () => {
  expect(await serves()).toBe('here');
  expect(await dial()).toMatchObject({ outcome: 'connected' });
  // The kernel connects before the server has accepted.
  await expect.poll(() => calls.length).toBe(1);
  const caller = connect(port, '127.0.0.1');
  await once(caller, 'connect');

  const lost = once(caller, 'error');
  const closed = heard('closed');
  await setNodeLink(child, exited, false);
  expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
  await closed;
  expect(await serves()).toBe('ECONNREFUSED');
  expect(await dial()).toMatchObject({ outcome: 'ENETUNREACH' });
  expect(calls).toHaveLength(1);

  await setNodeLink(child, exited, true);
  expect(await serves()).toBe('here');
  expect(await dial()).toMatchObject({ outcome: 'connected' });
  await expect.poll(() => calls.length).toBe(2);
});

test('a port that another process has taken meanwhile is reported, and reconnecting can be tried again', async () => {
  await setNodeLink(child, exited, false);
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  await expect(setNodeLink(child, exited, true)).rejects.toThrow('EADDRINUSE');
  expect(await dial()).toMatchObject({ outcome: 'ENETUNREACH' });
  other.close();
  await once(other, 'close');
  await setNodeLink(child, exited, true);
  expect(await serves()).toBe('here');
});

test('one that has ended is not waited for', async () => {
  child.kill('SIGKILL');
  await expect(setNodeLink(child, exited, false)).rejects.toThrow('its process has ended');
});
