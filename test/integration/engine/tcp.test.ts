import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Connection, NetStatus } from '../../../stack/engine/host/connection.ts';
import { TcpNetwork } from '../../../stack/engine/host/tcp-network.ts';
import { eventually } from './harness.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function network(hosts: Record<string, string> = {}): TcpNetwork {
  const made = new TcpNetwork({ listeners: {}, hosts, onListening: () => undefined, onTaken: () => undefined });
  cleanups.push(() => made.close());
  return made;
}

/** A connection of the program, and the socket of its peer. */
async function pair(): Promise<{ connection: Connection; peer: Socket }> {
  const accepted: Connection[] = [];
  let port = 0;
  const made = new TcpNetwork({
    listeners: {},
    hosts: {},
    onListening: (_, real) => (port = real),
    onTaken: () => undefined,
  });
  await made.listen(4317, (connection) => accepted.push(connection));
  const peer = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
  cleanups.push(
    () => peer.destroy(),
    () => made.close(),
  );
  const connection = await eventually(
    () => accepted[0],
    () => 'nothing accepted',
  );
  return { connection, peer };
}

const megabyte = Buffer.alloc(2 ** 20, 'x');
const total = 32 * megabyte.length;

test('a program that does not read stops its peer, and gets everything when it does', async () => {
  const { connection, peer } = await pair();
  let stopped = false;
  for (let i = 0; i < total / megabyte.length; i += 1) stopped = !peer.write(megabyte);
  peer.end();
  expect(stopped).toBe(true);
  // The rest waits on the other side: in the kernel's buffers, and in the peer's own, once both are full.
  let before = total;
  let unchanged = 0;
  const held = await eventually(
    () => {
      unchanged = peer.writableLength === before ? unchanged + 1 : 0;
      before = peer.writableLength;
      return before < total && unchanged === 5 ? before : undefined;
    },
    () => peer.writableLength,
  );
  expect(held).toBeGreaterThan(total / 2);

  let read = 0;
  await eventually(
    () => {
      for (;;) {
        const bytes = connection.read(100_000);
        if (bytes === null) return true;
        if (!(bytes instanceof Uint8Array)) return undefined;
        expect(bytes.length).toBeLessThanOrEqual(100_000);
        read += bytes.length;
      }
    },
    () => read,
  );
  expect(read).toBe(total);
});

test('a peer that does not read stops the program, and gets everything when it does', async () => {
  const { connection, peer } = await pair();
  let sent = 0;
  const push = (): void => {
    while (sent < total) {
      const taken = connection.write(megabyte.subarray(0, Math.min(megabyte.length, total - sent)));
      expect(taken).toBeGreaterThanOrEqual(0);
      if (taken === 0) return;
      sent += taken;
    }
  };
  push();
  expect(sent).toBe(256 * 1024);

  let received = 0;
  connection.onWritable = push;
  peer.on('data', (chunk: Buffer) => (received += chunk.length));
  await eventually(
    () => (received === total ? true : undefined),
    () => ({ received, sent }),
  );
});

test('half a connection can be closed: what the program sends after its peer has ended arrives', async () => {
  const { connection, peer } = await pair();
  peer.end('question');
  const received: Buffer[] = [];
  peer.on('data', (chunk: Buffer) => received.push(chunk));
  const question = await eventually(
    () => connection.read(100) ?? undefined,
    () => 'nothing',
  );
  expect(Buffer.from(question as Uint8Array).toString()).toBe('question');
  await eventually(
    () => (connection.read(100) === null ? true : undefined),
    () => 'no end',
  );
  connection.write(Buffer.from('answer'));
  connection.close();
  await eventually(
    () => (peer.readableEnded || Buffer.concat(received).toString() === 'answer' ? true : undefined),
    () => received.length,
  );
  expect(Buffer.concat(received).toString()).toBe('answer');
});

test('a peer that breaks off is a broken connection, not an end', async () => {
  const { connection, peer } = await pair();
  peer.resetAndDestroy();
  const status = await eventually(
    () => connection.read(10),
    () => 'still open',
  );
  expect(status).toBe(NetStatus.reset);
  expect(connection.write(Buffer.from('x'))).toBe(-NetStatus.reset);
});

test('names lead where they are mapped, and loopback to the own listeners only', async () => {
  const outside = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => outside.close());
  const { port } = outside.address() as { port: number };
  const program = network({ 'jaeger:4318': `127.0.0.1:${port}` });

  expect(await program.lookup('jaeger')).toBe(true);
  expect(await program.lookup('loki')).toBe(false);
  expect((await program.connect('jaeger', 4318)).remotePort).toBe(port);
  await expect(program.connect('jaeger', 1)).rejects.toMatchObject({ status: NetStatus.refused });
  await expect(program.connect('127.0.0.1', port)).rejects.toMatchObject({ status: NetStatus.refused });
  await program.listen(port, () => undefined);
  expect((await program.connect('localhost', port)).remotePort).not.toBe(port);
});

test('a port can be listened on once, and again after it was closed', async () => {
  const program = network();
  const listener = await program.listen(4317, () => undefined);
  await expect(program.listen(4317, () => undefined)).rejects.toMatchObject({ status: NetStatus.inUse });
  listener.close();
  expect((await program.listen(4317, () => undefined)).port).toBe(4317);
});
