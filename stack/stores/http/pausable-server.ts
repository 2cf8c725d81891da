import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import { bufferWrites } from './buffer-writes.ts';

/** Controls the connections of a listening HTTP server: it can make clients wait, or disconnect them. */
export class PausableServer implements Interruptible {
  readonly #server: Server;
  readonly #what: string;
  readonly #port: number;
  readonly #accept: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  /** Accepted while the server was paused, and not yet passed to it. */
  readonly #waiting = new Set<Socket>();
  #buffered: { flush: () => void }[] | undefined;

  /** `what` names the server in messages. */
  constructor(server: Server, what: string) {
    this.#server = server;
    this.#what = what;
    this.#port = (server.address() as AddressInfo).port;
    const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
    this.#accept = (socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => this.#arrive(socket));
  }

  /** Stops reading, and sends the answers to earlier requests only on `resume`. */
  pause(): Promise<void> {
    this.#buffered ??= [...this.#sockets].map((socket) => {
      socket.pause();
      return bufferWrites(socket);
    });
    return Promise.resolve();
  }

  resume(): Promise<void> {
    if (!this.#buffered) return Promise.resolve();
    for (const { flush } of this.#buffered) flush();
    this.#buffered = undefined;
    for (const socket of this.#sockets) socket.resume();
    for (const socket of this.#waiting) this.#admit(socket);
    this.#waiting.clear();
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.#server.close();
    this.cut();
    return Promise.resolve();
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of [...this.#sockets, ...this.#waiting]) socket.resetAndDestroy();
  }

  async reconnect(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw portTaken(error as NodeJS.ErrnoException, this.#port, this.#what);
    }
  }

  #arrive(socket: Socket): void {
    if (!this.#buffered) {
      this.#admit(socket);
      return;
    }
    socket.pause();
    socket.on('error', () => undefined);
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
  }

  #admit(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#accept(socket);
    if (socket.isPaused()) socket.resume();
  }
}

/** The error of a failed listen as a UserError where the port is the reason; other errors as they are. */
export function portTaken(error: NodeJS.ErrnoException, port: number, what: string): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const taken = error.code === 'EADDRINUSE';
  return new UserError(`Port ${port} of ${what} ${taken ? 'is already in use' : 'may not be opened by this user'}`, {
    code: 'port-taken',
    hint: 'Free the port, or start with --ports auto.',
    exitCode: ExitCode.bootFailed,
    cause: error,
  });
}
