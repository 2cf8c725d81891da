/**
 * Loaded into a service before its own code, which is unaware of it: disconnects the process from the network, and
 * connects it again, when its parent sends a message over the IPC channel. It may import nothing but Node's own
 * modules.
 */
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, Server, Socket } from 'node:net';

/** The parent's message, which is sent back once it is in effect. */
export interface LinkMessage {
  type: 'link';
  connected: boolean;
  /** Why it failed. */
  error?: string;
}

const sockets = new Set<Socket>();
/** Every server that listens over TCP, with the port that it has or had. */
const servers = new Map<Server, AddressInfo>();
let isCut = false;

function track(socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
const connect: (this: Socket, ...args: never[]) => Socket = Socket.prototype.connect;
Socket.prototype.connect = function (this: Socket, ...args: never[]): Socket {
  if (!isCut) {
    track(this);
    return connect.apply(this, args);
  }
  const error = Object.assign(new Error('connect ENETUNREACH'), { code: 'ENETUNREACH', syscall: 'connect' });
  process.nextTick(() => this.destroy(error));
  return this;
};

subscribe('net.server.socket', (message) => track((message as { socket: Socket }).socket));

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
const listen = Server.prototype.listen as (this: Server, ...args: unknown[]) => Server;
Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
  this.once('listening', () => {
    const address = this.address();
    if (typeof address === 'object' && address) servers.set(this, address);
  });
  this.once('close', () => {
    if (!isCut) servers.delete(this);
  });
  return listen.apply(this, args);
} as Server['listen'];

function cut(): void {
  isCut = true;
  // `close` of the class Server and not of HTTP's: the application must not notice that it stops.
  for (const server of servers.keys()) Server.prototype.close.call(server);
  for (const socket of sockets) {
    if (socket.connecting) socket.destroy();
    else socket.resetAndDestroy();
  }
}

async function restore(): Promise<void> {
  for (const [server, { port, address }] of servers) {
    if (server.listening) continue;
    listen.call(server, port, address);
    await once(server, 'listening');
  }
  isCut = false;
}

process.on('message', (message: Partial<LinkMessage>) => {
  if (message.type !== 'link') return;
  if (message.connected === true) {
    restore().then(
      () => process.send?.(message),
      (error: unknown) => process.send?.({ ...message, error: String(error) }),
    );
  } else {
    cut();
    process.send?.(message);
  }
});
