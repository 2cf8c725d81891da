import { type Connection, type Listener, type Network, NetError, NetStatus } from '../engine/host/connection.ts';
import { connectionPair } from './memory-connection.ts';
import type { VirtualTime } from './virtual-time.ts';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/;
/** Where ports of a member's own choosing begin. */
const firstFreePort = 32_768;

/**
 * A network within this thread, of members that know each other by name. It takes no time, loses nothing, and connects only members:
 * nothing of the machine's own network can be reached.
 */
export class MemoryNetwork {
  readonly #time: VirtualTime;
  readonly #members = new Set<string>();
  readonly #listeners = new Map<string, (connection: Connection) => void>();
  #lastPort = firstFreePort - 1;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** The network as a member of this name sees it. The name is known to the others from now on. */
  join(name: string): Network {
    this.#members.add(name);
    const own = new Set<string>();
    // What is answered at once is all the same a promise, whose followers must run before time moves.
    const answering = async <T>(answer: () => T): Promise<T> => {
      this.#time.settles();
      return Promise.resolve().then(answer);
    };
    return {
      lookup: (host) => answering(() => this.#members.has(host) || loopback.test(host)),
      listen: (port, onConnection) => answering(() => this.#listen(name, port, onConnection, own)),
      connect: (host, port) => answering(() => this.#connect(loopback.test(host) ? name : host, port)),
      close: () => {
        // Of a program this is its last word, and its host waits for that.
        this.#time.settles();
        for (const key of own) this.#listeners.delete(key);
        own.clear();
      },
    };
  }

  #listen(name: string, wanted: number, onConnection: (connection: Connection) => void, own: Set<string>): Listener {
    const port = wanted === 0 ? this.#freePort() : wanted;
    const key = `${name}:${port}`;
    if (this.#listeners.has(key)) throw new NetError(NetStatus.inUse, `port ${port} is listened on already`);
    this.#listeners.set(key, onConnection);
    own.add(key);
    return {
      port,
      close: () => {
        if (own.delete(key)) this.#listeners.delete(key);
      },
    };
  }

  #connect(name: string, port: number): Connection {
    if (!this.#members.has(name)) throw new NetError(NetStatus.noSuchName, `there is no ${name}`);
    const accept = this.#listeners.get(`${name}:${port}`);
    if (!accept) throw new NetError(NetStatus.refused, `nothing listens at ${name}:${port}`);
    const { later } = this.#time;
    const [client, server] = connectionPair(later, { client: this.#freePort(), server: port });
    later(() => {
      accept(server);
    });
    return client;
  }

  #freePort(): number {
    this.#lastPort = this.#lastPort >= 65_535 ? firstFreePort : this.#lastPort + 1;
    return this.#lastPort;
  }
}
