import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Relay } from '../../../stack/runtimes/embedded/postgres/relay.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function behind(onSocket: (socket: Socket) => void): Promise<Relay> {
  const server = createServer({ allowHalfOpen: true }, (socket) => onSocket(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = new Relay(0, (server.address() as AddressInfo).port);
  await relay.open();
  cleanups.push(
    () => relay.close(),
    () => server.close(),
  );
  return relay;
}

async function call(relay: Relay): Promise<Socket> {
  const socket = connect({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });
  cleanups.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** What a peer sends until it ends; the other direction stays open. */
function hear(socket: Socket): Promise<string> {
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
  return new Promise((resolve) => socket.once('end', () => resolve(heard)));
}

test('bytes and ends go through both ways', async () => {
  const relay = await behind((socket) => void hear(socket).then((question) => socket.end(`heard ${question}`)));
  const socket = await call(relay);
  const answer = hear(socket);
  socket.end('x'.repeat(300_000));
  expect(await answer).toBe(`heard ${'x'.repeat(300_000)}`);
});

test('closed, it cuts both sides and refuses; open again, it is on its port', async () => {
  const inner: Socket[] = [];
  const relay = await behind((socket) => inner.push(socket.resume()));
  const socket = await call(relay);
  await expect.poll(() => inner.length).toBe(1);
  const error = once(socket, 'error');
  const cut = new Promise((resolve) => inner[0]?.once('close', resolve));
  relay.close();
  expect(await error).toMatchObject([{ code: 'ECONNRESET' }]);
  await cut;
  await expect(call(relay)).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const other = createServer().listen(relay.port, '127.0.0.1');
  await once(other, 'listening');
  await expect(relay.open()).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining(String(relay.port)) as string,
  });
  other.close();
  await once(other, 'close');
  await relay.open();
  await relay.open();
  await call(relay);
  await expect.poll(() => inner.length).toBe(2);
});

test('without a listener behind it, the relay closes the connection of its caller', async () => {
  const relay = new Relay(0, 1);
  await relay.open();
  cleanups.push(() => relay.close());
  const socket = connect(relay.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'close');
});
