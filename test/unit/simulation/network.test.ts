import { describe, expect, test } from 'vitest';
import { NetStatus } from '../../../stack/engine/host/connection.ts';
import { MemoryHttpClient } from '../../../simulation/http/client.ts';
import { HttpMessageReader } from '../../../simulation/http/message-reader.ts';
import { serveHttp } from '../../../simulation/http/server.ts';
import { connectionPair } from '../../../simulation/network/memory-connection.ts';
import { MemoryNetwork } from '../../../simulation/network/memory-network.ts';
import { VirtualControl } from '../../../simulation/stack/component-control.ts';
import { VirtualTime } from '../../../simulation/clock/virtual-time.ts';

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

  test('carries a copy of what is written, and tells the reader once for all of it', () => {
    const { client, server, run } = pair();
    let told = 0;
    server.onReadable = () => (told += 1);
    const bytes = Buffer.from('one');
    client.write(bytes);
    bytes.fill('x');
    client.write(Buffer.from('two'));
    run();
    expect(told).toBe(1);
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

  test('gives what came before the end, then the end; a write to what was closed fails', () => {
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
  test('connects members by name, and its loopback is the member itself', async () => {
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

describe('a member that is taken off the network', () => {
  test('loses its connections and gets no others, until it is back; others are not touched', async () => {
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

  test('is one of the stores; any other strike is refused', async () => {
    const time = new VirtualTime(0);
    const control = new VirtualControl(new MemoryNetwork(time));
    await control.applyFault({ component: 'jaeger', fault: 'disconnect' });
    expect((await control.components()).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'jaeger stopped',
      'loki ready',
    ]);
    await control.rollBackFault({ component: 'jaeger', fault: 'disconnect' });
    expect((await control.components()).map(({ state }) => state)).toEqual(['ready', 'ready']);
    for (const strike of [
      { component: 'jaeger', fault: 'pause' },
      { component: 'gateway', fault: 'disconnect' },
    ] as const) {
      await expect(control.applyFault(strike)).rejects.toMatchObject({ code: 'fault-unavailable' });
    }
  });
});

describe('HTTP', () => {
  const parse = (text: string, step: number): string[] => {
    const reader = new HttpMessageReader();
    const bodies: string[] = [];
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += step) {
      reader.push(bytes.subarray(at, at + step));
      for (let message = reader.next(); message; message = reader.next()) bodies.push(message.body.toString());
    }
    return bodies;
  };

  test.each([1, 7, 1000])('is read however it is cut, here into pieces of %i', (step) => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n';
    const sized = 'POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi';
    expect(parse(chunked + sized + chunked, step)).toEqual(['abc0123456789', 'hi', 'abc0123456789']);
  });

  test.each([['HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'], ['GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n']])(
    'that is none is an error: %j',
    (text) => {
      expect(() => parse(text, 1000)).toThrow(/is no /);
    },
  );

  test('goes over one connection again and again, large bodies included', async () => {
    const time = new VirtualTime(0);
    const network = new MemoryNetwork(time);
    await time.run(async () => {
      const sizes: number[] = [];
      await serveHttp(network.join('server'), 80, ({ path, body }) => {
        sizes.push(body.length);
        if (path === '/broken') throw new Error('broken');
        return { status: 200, body: Buffer.concat([Buffer.from(path), body]) };
      });
      const http = new MemoryHttpClient(network.join('client'), time);
      const ask = (path: string, size: number): ReturnType<typeof http.request> =>
        http.request({ method: 'POST', host: 'server', port: 80, path, body: Buffer.alloc(size) });
      expect((await ask('/a', 3_000_000)).body.length).toBe(3_000_002);
      expect((await ask('/b', 0)).body.toString()).toBe('/b');
      expect(await ask('/broken', 1)).toMatchObject({ status: 500 });
      expect(sizes).toEqual([3_000_000, 0, 1]);
      expect(time.now()).toBe(0);
    });
  });
});
