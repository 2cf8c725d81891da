import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import type { Disconnectable } from '../../components/interruptible.ts';

/** The connections of a listening HTTP server, which it can disconnect. */
export class Connections implements Disconnectable {
  readonly #server: Server;
  readonly #what: string;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();

  /** `what` names the server in messages. */
  constructor(server: Server, what: string) {
    this.#server = server;
    this.#what = what;
    this.#port = (server.address() as AddressInfo).port;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  disconnect(): Promise<void> {
    this.#server.close();
    this.cut();
    return Promise.resolve();
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
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
