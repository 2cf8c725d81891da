import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import { holdWrites } from './held-writes.ts';

/** Stands between an HTTP server that listens and its callers: it can make them wait, or keep them out. */
export class Gate implements Interruptible {
  readonly #server: Server;
  readonly #what: string;
  readonly #port: number;
  readonly #accept: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  /** Taken in while the server was paused, and not yet handed to it. */
  readonly #waiting = new Set<Socket>();
  #held: { letGo: () => void }[] | undefined;

  /** `what` says whose server it is, in messages. */
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

  /** Nothing more is read, and what is answered meanwhile goes out on `resume`. */
  pause(): Promise<void> {
    this.#held ??= [...this.#sockets].map((socket) => {
      socket.pause();
      return holdWrites(socket);
    });
    return Promise.resolve();
  }

  resume(): Promise<void> {
    if (!this.#held) return Promise.resolve();
    for (const { letGo } of this.#held) letGo();
    this.#held = undefined;
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

  /** Ends every connection at once. */
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
    if (!this.#held) {
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

/** Why a port could not be listened on; what is not about the port is handed back as it is. */
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
