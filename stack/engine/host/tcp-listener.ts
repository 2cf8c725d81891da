import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One port on which the program listens; it can be taken from its callers and given back to them. */
export class TcpListener {
  readonly #server: Server;
  #published = 0;

  constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer({ allowHalfOpen: true }, onSocket);
    // A connection that could not be accepted is its caller's loss; a failed listen is reported by listen().
    this.#server.on('error', () => undefined);
  }

  /** Where it is found now; undefined once it is closed. */
  get port(): number | undefined {
    return (this.#server.address() as AddressInfo | null)?.port;
  }

  /** Listens on 127.0.0.1, at 0 on any free port. */
  async open(port: number): Promise<number> {
    await this.#listen(port);
    return (this.#published = this.port ?? 0);
  }

  /** Moves to a port that only the program itself is led to: who calls the published one is refused. */
  async hide(): Promise<void> {
    this.#server.close();
    await this.#listen(0);
  }

  /** Moves back to the published port; when that is taken it stays hidden and rejects with the system's error. */
  async show(): Promise<void> {
    if (this.port === this.#published) return;
    const hidden = this.port ?? 0;
    this.#server.close();
    try {
      await this.#listen(this.#published);
    } catch (error) {
      await this.#listen(hidden);
      throw error;
    }
  }

  close(): void {
    this.#server.close();
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen({ host: '127.0.0.1', port });
    // Rejects when 'error' comes first.
    await once(this.#server, 'listening');
  }
}
