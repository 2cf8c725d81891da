import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { listen, type Listener } from '../../../stack/stores/http/listen.ts';
import { readBody } from '../../../stack/stores/http/read-body.ts';
import { sendText } from '../../../stack/stores/http/send.ts';

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((one) => one.close(0)));
});

/** A server that answers with what it was sent, and the bodies that it has read. */
async function echo(): Promise<{ server: Listener; read: string[] }> {
  const read: string[] = [];
  const server = await listen(0, 'a test', async (incoming, response) => {
    const body = (await readBody(incoming, 2 ** 20)).toString();
    read.push(body);
    sendText(response, 200, `got ${body}`);
  });
  listeners.push(server);
  return { server, read };
}

function post(server: Listener, body: string, agent: Agent | false = false): ClientRequest {
  const outgoing = request(server.url, { method: 'POST', agent });
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  return outgoing;
}

async function answerOf(outgoing: ClientRequest): Promise<string> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return text(response);
}

/**
 * Which of these requests have been answered once another server, asked now, has. Both servers share this process's event
 * loop, so that one that did not hold its requests back would have answered them first.
 */
async function answeredBefore(marker: Listener, requests: readonly ClientRequest[]): Promise<boolean[]> {
  const answered = requests.map(() => false);
  for (const [index, one] of requests.entries()) one.once('response', () => (answered[index] = true));
  for (const turn of ['first', 'second']) expect(await answerOf(post(marker, turn))).toBe(`got ${turn}`);
  return answered;
}

test('a paused server takes new callers in, keeps the old ones, and answers all of them when it goes on', async () => {
  const { server, read } = await echo();
  const { server: marker } = await echo();
  const agent = new Agent({ keepAlive: true });
  const free = once(agent, 'free');
  expect(await answerOf(post(server, 'before', agent))).toBe('got before');
  await free;

  await server.pause();
  const kept = post(server, 'on the kept connection', agent);
  const fresh = post(server, 'on a new one');
  const large = post(server, 'x'.repeat(500_000));
  const answers = Promise.all([kept, fresh, large].map(answerOf));
  await once(fresh, 'finish');
  expect(await answeredBefore(marker, [kept, fresh])).toEqual([false, false]);
  expect(kept.reusedSocket).toBe(true);
  expect(read).toEqual(['before']);

  await server.resume();
  expect(await answers).toEqual(['got on the kept connection', 'got on a new one', `got ${'x'.repeat(500_000)}`]);
  expect(await answerOf(post(server, 'after', agent))).toBe('got after');
  agent.destroy();
});

test('what was being answered when it was paused is answered when it goes on', async () => {
  let answer: (() => void) | undefined;
  const server = await listen(0, 'a test', (_, response) => {
    answer = () => sendText(response, 200, 'late');
  });
  listeners.push(server);
  const asked = post(server, '');
  while (!answer) await setImmediate();
  await server.pause();
  const late = answerOf(asked);
  answer();
  const { server: marker } = await echo();
  expect(await answeredBefore(marker, [asked])).toEqual([false]);
  await server.resume();
  expect(await late).toBe('late');
});

test('a caller that disconnects while it is paused does no harm', async () => {
  const { server } = await echo();
  await server.pause();
  const impatient = post(server, 'too late');
  await once(impatient, 'socket');
  const reset = post(server, 'reset');
  await once(reset, 'finish');
  impatient.destroy();
  reset.socket?.resetAndDestroy();
  await server.resume();
  expect(await answerOf(post(server, 'next'))).toBe('got next');
});

test('a server that is paused can be closed, in order and at once', async () => {
  for (const graceMs of [2_000, 0]) {
    const { server } = await echo();
    await server.pause();
    const held = post(server, 'held');
    await once(held, 'finish');
    await server.close(graceMs);
    await expect(fetch(server.url)).rejects.toThrow();
  }
});

test('a disconnected server cuts its callers and refuses new ones, until it is back on its port', async () => {
  const { server } = await echo();
  const agent = new Agent({ keepAlive: true });
  const free = once(agent, 'free');
  expect(await answerOf(post(server, 'before', agent))).toBe('got before');
  await free;
  const [socket] = Object.values(agent.freeSockets).flat();
  if (!socket) throw new Error('no kept connection');
  const cut = once(socket, 'close');
  await server.disconnect();
  await cut;
  const refused = post(server, 'meanwhile');
  expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);

  const other = createServer().listen(server.port, '127.0.0.1');
  await once(other, 'listening');
  await expect(server.reconnect()).rejects.toMatchObject({
    code: 'port-taken',
    message: `Port ${server.port} of a test is already in use`,
  });
  other.close();
  await once(other, 'close');
  await server.reconnect();
  await server.reconnect();
  expect(await answerOf(post(server, 'after'))).toBe('got after');
  agent.destroy();
});
