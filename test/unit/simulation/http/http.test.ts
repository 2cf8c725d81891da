import { describe, expect, test } from 'vitest';
import { MemoryHttpClient } from '../../../../simulation/http/client.ts';
import { HttpMessageReader } from '../../../../simulation/http/message-reader.ts';
import { serveHttp } from '../../../../simulation/http/server.ts';
import { MemoryNetwork } from '../../../../simulation/network/memory-network.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

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

  test.each([1, 7, 1000])('is parsed in pieces of any size, here %i', (step) => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n';
    const sized = 'POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi';
    expect(parse(chunked + sized + chunked, step)).toEqual(['abc0123456789', 'hi', 'abc0123456789']);
  });

  test.each([['HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'], ['GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n']])(
    'malformed: %j is an error',
    (text) => {
      expect(() => parse(text, 1000)).toThrow(/is no /);
    },
  );

  test('reuses a connection, also for large bodies', async () => {
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
