import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';

/** A port of 127.0.0.1 that leads to another, until it is closed; it can be opened and closed again and again. */
export class Relay {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;

  /** `port` 0 takes any free one when it is first opened, and keeps it. */
  constructor(port: number, target: number) {
    this.#port = port;
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#join(socket));
    this.#server.on('error', () => undefined);
  }

  get port(): number {
    return this.#port;
  }

  /** @throws UserError `port-taken` */
  async open(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken(this.#port, error) : error;
    }
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses from here on, and cuts what is connected. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  #join(caller: Socket): void {
    const callee = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [one, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        this.#sockets.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  }
}

function portTaken(port: number, cause: unknown): UserError {
  return new UserError(`PostgreSQL could not be started: port ${port} of 127.0.0.1 is taken`, {
    code: 'port-taken',
    exitCode: ExitCode.bootFailed,
    hint: 'Stop what listens there, or use --ports auto.',
    cause,
  });
}
