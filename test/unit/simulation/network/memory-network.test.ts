import { describe, expect, test } from 'vitest';
import { NetStatus } from '../../../../stack/engine/host/connection.ts';
import { connectionPair } from '../../../../simulation/network/memory-connection.ts';
import { MemoryNetwork } from '../../../../simulation/network/memory-network.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

describe('a connection', () => {
  const pair = (): {
    client: ReturnType<typeof connectionPair>[0];
    server: ReturnType<typeof connectionPair>[1];
    run: () => void;
  } => {
    const tasks: (() => void)[] = [];
    const [client, server] = connectionPair((task) => tasks.push(task), { client: 40_000, server: 80 });
    return { client, server, run: () => tasks.splice(0).forEach((task) => task()) };
  };

  test('carries a copy of the written bytes, and notifies the reader once for all of them', () => {
    const { client, server, run } = pair();
    let notified = 0;
    server.onReadable = () => (notified += 1);
    const bytes = Buffer.from('one');
    client.write(bytes);
    bytes.fill('x');
    client.write(Buffer.from('two'));
    run();
    expect(notified).toBe(1);
    expect(Buffer.from(server.read(100) as Uint8Array).toString()).toBe('one');
    expect(Buffer.from(server.read(2) as Uint8Array).toString()).toBe('tw');
    expect(Buffer.from(server.read(100) as Uint8Array).toString()).toBe('o');
    expect(server.read(100)).toBeUndefined();
  });

  test('stops the writer until the reader has caught up', () => {
    const { client, server, run } = pair();
    let writable = 0;
    client.onWritable = () => (writable += 1);
    const taken = client.write(Buffer.alloc(1 << 20));
    expect(taken).toBe(256 * 1024);
    expect(client.write(Buffer.alloc(1))).toBe(0);
    server.read(1024);
    run();
    expect(writable).toBe(0);
    server.read(1 << 20);
    run();
    expect(writable).toBe(1);
    expect(client.write(Buffer.alloc(1))).toBe(1);
  });

  test('delivers the bytes before the end, then the end; a write to a closed connection fails', () => {
    const { client, server, run } = pair();
    client.write(Buffer.from('last'));
    client.close();
    run();
    expect(Buffer.from(server.read(100) as Uint8Array).toString()).toBe('last');
    expect(server.read(100)).toBeNull();
    expect(server.write(Buffer.from('x'))).toBe(-NetStatus.reset);
    expect(client.write(Buffer.from('x'))).toBe(-NetStatus.pipe);
  });
});

describe('a network', () => {
  test('connects members by name, and loopback is the member itself', async () => {
    const time = new VirtualTime(0);
    const network = new MemoryNetwork(time);
    const [a, b] = [network.join('a'), network.join('b')];
    await time.run(async () => {
      await a.listen(80, (connection) => connection.write(Buffer.from('a')));
      expect(await b.lookup('a')).toBe(true);
      expect(await b.lookup('c')).toBe(false);
      await expect(a.listen(80, () => undefined)).rejects.toMatchObject({ status: NetStatus.inUse });
      await expect(b.connect('a', 81)).rejects.toMatchObject({ status: NetStatus.refused });
      await expect(b.connect('localhost', 80)).rejects.toMatchObject({ status: NetStatus.refused });
      await expect(b.connect('c', 80)).rejects.toMatchObject({ status: NetStatus.noSuchName });
      expect((await a.connect('localhost', 80)).remotePort).toBe(80);
      a.close();
      await expect(b.connect('a', 80)).rejects.toMatchObject({ status: NetStatus.refused });
    });
  });
});

test('a service has one member for all connections of a client, and another for the next client', async () => {
  const time = new VirtualTime(0);
  const network = new MemoryNetwork(time);
  const clients = ['x', 'y', 'z'].map((name) => network.join(name));
  const [x] = clients;
  await time.run(async () => {
    const accepted: string[] = [];
    for (const name of ['a', 'b']) {
      await network.join(name).listen(80, () => void accepted.push(name));
    }
    network.addService('both', ['a', 'b']);
    expect(await x?.lookup('both')).toBe(true);
    for (const client of [...clients, ...clients]) await client.connect('both', 80);
    await time.sleep(1);
    expect(accepted).toEqual(['a', 'b', 'a', 'a', 'b', 'a']);
    await expect(x?.connect('both', 81)).rejects.toMatchObject({ status: NetStatus.refused });
  });
});

describe('a disconnected member', () => {
  test('loses its connections and gets no new ones until it is reconnected; others are not affected', async () => {
    const time = new VirtualTime(0);
    const network = new MemoryNetwork(time);
    const [a, b, c] = [network.join('a'), network.join('b'), network.join('c')];
    await time.run(async () => {
      for (const member of [a, b]) await member.listen(80, () => undefined);
      const [toA, toB] = [await c.connect('a', 80), await c.connect('b', 80)];
      await time.sleep(1);
      network.disconnect('a');
      expect(toA.read(1)).toBeNull();
      expect(toA.write(Buffer.from('x'))).toBe(-NetStatus.pipe);
      expect(toB.read(1)).toBeUndefined();
      expect(toB.write(Buffer.from('x'))).toBe(1);
      await expect(c.connect('a', 80)).rejects.toMatchObject({ status: NetStatus.refused });
      await expect(a.connect('b', 80)).rejects.toMatchObject({ status: NetStatus.refused });
      expect((await a.connect('localhost', 80)).remotePort).toBe(80);
      network.reconnect('a');
      expect((await c.connect('a', 80)).remotePort).toBe(80);
    });
  });
});
