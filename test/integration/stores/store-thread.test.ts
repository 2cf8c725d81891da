import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { environmentError } from '../../../lib/environment-error.ts';
import { compiledModule } from '../../../lib/paths.ts';
import { ComponentStates } from '../../../stack/runtimes/component-states.ts';
import { storePart } from '../../../stack/runtimes/embedded/store-parts.ts';
import { PartSet } from '../../../stack/runtimes/parts/part-set.ts';
import { StoreThread } from '../../../stack/stores/thread/store-thread.ts';

// A store that answers with what it was sent, and that a request can hang, overflow or exhaust.
const built = (source: string): string => JSON.stringify(pathToFileURL(compiledModule(source)).href);
const program = `
import { listen } from ${built('stack/stores/http/listen')};
import { readBody } from ${built('stack/stores/http/read-body')};
import { sendText } from ${built('stack/stores/http/send')};
import { runStore } from ${built('stack/stores/thread/run-store')};
const held = [];
const overflow = () => overflow() + 1;
runStore(async ({ api }, onError) => ({
  stats: () => ({ bytes: 4242 }),
  ...(await listen(api, 'a test', async (incoming, response) => {
    if (incoming.url === '/hang') for (;;);
    if (incoming.url === '/overflow') setImmediate(overflow);
    if (incoming.url === '/exhaust') for (;;) held.push(new Array(1e6).fill(held.length / 3));
    if (incoming.url === '/fail') throw new Error('an internal error');
    sendText(response, 200, 'got ' + (await readBody(incoming, 2 ** 20)));
  }, { onError })),
}));
`;

let folder: string;
let entry: string;
let port: number;
const threads: StoreThread[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-store-'));
  entry = join(folder, 'thread.mjs');
  writeFileSync(entry, program);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  port = (free.address() as AddressInfo).port;
  free.close();
  await once(free, 'close');
});
afterEach(() => Promise.all(threads.splice(0).map((thread) => thread.end())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(more: { silentMs?: number; onLine?: (line: string) => void } = {}): Promise<StoreThread> {
  const thread = new StoreThread({ entry, name: 'a test', ports: { api: port }, onLine: () => undefined, ...more });
  threads.push(thread);
  await thread.open();
  return thread;
}

const send = (path: string, body = '', agent: Agent | false = false): ClientRequest => {
  const outgoing = request({ host: '127.0.0.1', port, path, method: 'POST', agent });
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  return outgoing;
};

async function answerOf(outgoing: ClientRequest): Promise<string> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return text(response);
}

test('what ends a thread before it opens is the cause of the failure', async () => {
  const broken = join(folder, 'broken.mjs');
  writeFileSync(broken, `throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });`);
  const thread = new StoreThread({ entry: broken, name: 'a test', ports: { api: port }, onLine: () => undefined });
  const failure = await thread.open().then(
    () => undefined,
    (error: unknown) => environmentError(error),
  );
  expect(failure).toMatchObject({ code: 'too-many-files', exitCode: 4 });
});

describe('a paused store', () => {
  test('takes new callers in, keeps the old ones, and answers all of them when it goes on', async () => {
    const thread = await start();
    const agent = new Agent({ keepAlive: true });
    const free = once(agent, 'free');
    expect(await answerOf(send('/', 'before', agent))).toBe('got before');
    await free;

    await thread.pause();
    const kept = send('/', 'on the kept connection', agent);
    const fresh = send('/', 'on a new one');
    let answered = 0;
    for (const one of [kept, fresh]) one.once('response', () => (answered += 1));
    const answers = Promise.all([kept, fresh].map(answerOf));
    await once(fresh, 'finish');
    // Another thread has time to start and to answer.
    const other = new StoreThread({ entry, name: 'another test', ports: { api: 0 }, onLine: () => undefined });
    threads.push(other);
    await other.open();
    await other.reconnect();
    expect(answered).toBe(0);

    await thread.resume();
    expect(await answers).toEqual(['got on the kept connection', 'got on a new one']);
    expect(kept.reusedSocket).toBe(true);
    agent.destroy();
  });

  test('can be closed and ended', async () => {
    const closed = await start();
    await closed.pause();
    await closed.close(2_000);
    expect(closed.hasEnded).toBe(false);
    await expect(answerOf(send('/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await closed.open();
    await closed.pause();
    await closed.end();
    await expect(answerOf(send('/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('a port that is taken is a UserError, and the thread can be opened later', async () => {
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const thread = new StoreThread({ entry, name: 'a test', ports: { api: port }, onLine: () => undefined });
  threads.push(thread);
  await expect(thread.open()).rejects.toMatchObject({ name: 'UserError', code: 'port-taken', exitCode: 4 });
  other.close();
  await once(other, 'close');
  await thread.open();
  expect(await answerOf(send('/', 'now'))).toBe('got now');
});

test('a request that fails is in the log', async () => {
  const lines: string[] = [];
  await start({ onLine: (line) => lines.push(line) });
  expect(await answerOf(send('/fail'))).toBe('internal error: an internal error\n');
  await expect.poll(() => lines).toEqual(['POST /fail -> 500 internal error: an internal error']);
});

describe('a store is started again, and its status shows why, when its thread', () => {
  test.each([
    ['hangs', '/hang', 'it did not respond for 2s and was ended', 2_000],
    [
      'overflows its stack',
      '/overflow',
      'its stack overflowed: what it read, a query or telemetry, was nested too deeply',
    ],
    ['is out of memory', '/exhaust', 'out of memory: it reached the limit of its heap'],
  ])('%s', async (_, path, reason, silentMs?: number) => {
    const events: string[] = [];
    const states = new ComponentStates(({ state, detail }) => events.push(`${state} ${detail ?? ''}`));
    const parts = new PartSet(states);
    const store = { name: 'loki', entry, ports: { api: port }, path: '/', holds: 'lines', isDurable: true } as const;
    await parts.start(storePart({ ...store, ...(silentMs !== undefined && { silentMs }) }, () => undefined));
    try {
      events.length = 0;
      const cut = new Promise((resolve) => send(path).once('close', resolve));
      const whole = `${reason}; the lines that it had are lost`;
      await expect
        .poll(() => events, { timeout: 30_000 })
        .toEqual([`failed ${whole}`, 'starting ', `ready http://127.0.0.1:${port}`]);
      await cut;
      expect(await answerOf(send('/', 'again'))).toBe('got again');
      expect((await states.statuses())[0]).toMatchObject({
        state: 'ready',
        memoryBytes: 4242,
        restarts: { count: 1, reason: whole },
      });
    } finally {
      await parts.stop([['loki']]);
    }
    await expect(answerOf(send('/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
