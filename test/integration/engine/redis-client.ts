import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client of the Redis protocol that sends one command at a time. */
export class RedisClient {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async connect(port: number): Promise<RedisClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RedisClient(socket);
  }

  /** The reply as the protocol has it, such as `+OK` or `$1 v`. */
  async send(...words: string[]): Promise<string> {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    this.#socket.write(`*${words.length}\r\n${parts.join('')}`);
    const [reply] = (await once(this.#socket, 'data')) as [Buffer];
    return reply.toString().trim().replaceAll('\r\n', ' ');
  }

  close(): void {
    this.#socket.destroy();
  }
}
