import fastify from 'fastify';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../services/order/database.ts';

test('a database that accepts a connection and is too busy to answer is asked again', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const first = once(server, 'connection') as Promise<[Socket]>;
  const opened = openDatabase(`postgres://a:b@127.0.0.1:${port}/c`, fastify().log, 2_500);
  const ended = expect(opened).rejects.toThrow('the database cannot be used: Connection terminated unexpectedly');
  await first;
  const [second] = (await once(server, 'connection')) as [Socket];
  second.destroy();
  // From here on it ends each connection, until the time is up.
  server.on('connection', (socket) => socket.destroy());
  await ended;
  server.close();
});
