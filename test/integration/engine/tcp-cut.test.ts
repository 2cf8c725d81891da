import { once } from 'node:events';
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Connection, NetStatus } from '../../../stack/engine/host/connection.ts';
import { TcpNetwork } from '../../../stack/engine/host/tcp-network.ts';
import { eventually } from './harness.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Program {
  network: TcpNetwork;
  /** The port of this machine under which the program's 4317 is found. */
  port: number;
  accepted: Connection[];
  taken: number[];
}

async function listening(hosts: Record<string, string> = {}): Promise<Program> {
  const accepted: Connection[] = [];
  const taken: number[] = [];
  let port = 0;
  const network = new TcpNetwork({
    ...{ listeners: {}, hosts },
    onListening: (_, real) => (port = real),
    onTaken: (inner) => taken.push(inner),
  });
  cleanups.push(() => network.close());
  await network.listen(4317, (connection) => accepted.push(connection));
  return { network, port, accepted, taken };
}

async function serverAt(port: number): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(
    () => server.close(),
    () => sockets.forEach((socket) => socket.destroy()),
  );
  return { server, port: (server.address() as { port: number }).port, sockets };
}

/** How a call to a port of this machine ends: with an error code, or `connected`. */
async function call(port: number): Promise<string> {
  const socket = connectSocket(port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  try {
    await once(socket, 'connect');
    return 'connected';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'failed';
  }
}

const statusOf = (connection: Connection): Promise<unknown> =>
  eventually(
    () => connection.read(10),
    () => 'still open',
  );

test('a component that is disconnected loses its connections, refuses new ones and cannot connect', async () => {
  const outside = await serverAt(0);
  const { network, port, accepted } = await listening({ 'jaeger:4318': `127.0.0.1:${outside.port}` });
  const peer = connectSocket(port, '127.0.0.1');
  cleanups.push(() => peer.destroy());
  const out = await network.connect('jaeger', 4318);
  const into = await eventually(
    () => accepted[0],
    () => 'nothing accepted',
  );
  await eventually(
    () => outside.sockets[0],
    () => 'nothing accepted outside',
  );

  const lost = once(peer, 'error');
  await network.disconnect();
  expect(await lost).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await statusOf(into)).toBe(NetStatus.reset);
  expect(await statusOf(out)).toBe(NetStatus.reset);
  expect(await call(port)).toBe('ECONNREFUSED');
  await expect(network.lookup('jaeger')).rejects.toMatchObject({ status: NetStatus.tryAgain });
  await expect(network.connect('jaeger', 4318)).rejects.toMatchObject({ status: NetStatus.unreachable });
  await expect(network.connect('192.0.2.1', 80)).rejects.toMatchObject({ status: NetStatus.unreachable });
  expect(outside.sockets).toHaveLength(1);

  await network.reconnect();
  expect(await call(port)).toBe('connected');
  expect(await network.lookup('jaeger')).toBe(true);
  expect((await network.connect('jaeger', 4318)).remotePort).toBe(outside.port);
});

test('its loopback stays its own: connections to itself go on, and new ones come to be', async () => {
  const { network, port, accepted } = await listening();
  const before = await network.connect('localhost', 4317);
  await eventually(
    () => accepted[0],
    () => 'nothing accepted',
  );
  await network.disconnect();
  const meanwhile = await network.connect('localhost', 4317);
  expect(meanwhile.remotePort).not.toBe(port);
  await network.reconnect();
  for (const [index, connection] of [before, meanwhile].entries()) {
    connection.write(Buffer.from('x'));
    const got = await eventually(
      () => accepted[index]?.read(1) ?? undefined,
      () => 'nothing came',
    );
    expect(got).toBeInstanceOf(Uint8Array);
  }
});

test('what begins to listen while it is cut off is found when it is back', async () => {
  const { network, port } = await listening();
  await network.disconnect();
  await network.disconnect();
  await network.listen(4318, () => undefined);
  await network.reconnect();
  expect(await call(port)).toBe('connected');
});

test('a port that another process has taken meanwhile is reported, and works once it is free again', async () => {
  const { network, port, taken } = await listening();
  await network.disconnect();
  const other = await serverAt(port);
  await expect(network.reconnect()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(taken).toEqual([4317]);
  await expect(network.connect('jaeger', 4318)).rejects.toMatchObject({ status: NetStatus.unreachable });
  other.server.close();
  await once(other.server, 'close');
  await network.reconnect();
  expect(await call(port)).toBe('connected');
});
