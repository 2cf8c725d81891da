import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { listen, type Listener } from '../../../stack/stores/http/listen.ts';
import { readBody } from '../../../stack/stores/http/read-body.ts';
import { sendText } from '../../../stack/stores/http/send.ts';

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((one) => one.close(0)));
});

/** A server that answers with what it was sent. */
async function echo(): Promise<Listener> {
  const server = await listen(0, 'a test', async (incoming, response) => {
    const body = (await readBody(incoming, 2 ** 20)).toString();
    sendText(response, 200, `got ${body}`);
  });
  listeners.push(server);
  return server;
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

test('a disconnected server cuts its callers and refuses new ones, until it is back on its port', async () => {
  const server = await echo();
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
