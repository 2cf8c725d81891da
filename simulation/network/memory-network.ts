import {
  type Connection,
  type Listener,
  type Network,
  NetError,
  NetStatus,
} from '../../stack/engine/host/connection.ts';
import { connectionPair, type MemoryConnection } from './memory-connection.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';

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
  /** Members that nothing reaches and that reach nothing. */
  readonly #away = new Set<string>();
  /** The client's end of every open connection, with the members that it joins. */
  readonly #open = new Map<MemoryConnection, readonly string[]>();
  #lastPort = firstFreePort - 1;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Takes a member off the network: its connections break, and nothing connects to it or from it. */
  disconnect(name: string): void {
    this.#away.add(name);
    for (const [connection, members] of this.#open) {
      if (members.includes(name)) connection.cut();
    }
  }

  reconnect(name: string): void {
    this.#away.delete(name);
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
      connect: (host, port) => answering(() => this.#connect(name, loopback.test(host) ? name : host, port)),
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

  #connect(from: string, name: string, port: number): Connection {
    if (!this.#members.has(name)) throw new NetError(NetStatus.noSuchName, `there is no ${name}`);
    if (from !== name && [from, name].some((member) => this.#away.has(member))) {
      throw new NetError(NetStatus.refused, `${name}:${port} is not to be reached from ${from}`);
    }
    const accept = this.#listeners.get(`${name}:${port}`);
    if (!accept) throw new NetError(NetStatus.refused, `nothing listens at ${name}:${port}`);
    const { later } = this.#time;
    const [client, server] = connectionPair(later, { client: this.#freePort(), server: port });
    this.#open.set(client, [from, name]);
    client.onClosed = server.onClosed = () => void this.#open.delete(client);
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
