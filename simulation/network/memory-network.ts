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
/** The first ephemeral port. */
const firstFreePort = 32_768;

/**
 * A network within this thread, whose members reach each other by name. It has no latency and loses nothing. The real
 * network cannot be reached from it.
 */
export class MemoryNetwork {
  readonly #time: VirtualTime;
  readonly #members = new Set<string>();
  readonly #listeners = new Map<string, (connection: Connection) => void>();
  readonly #services = new Map<string, { members: readonly string[]; clients: string[] }>();
  /** Members that are disconnected from all others. */
  readonly #away = new Set<string>();
  /** The client end of every open connection, and the two members that it connects. */
  readonly #open = new Map<MemoryConnection, readonly string[]>();
  #lastPort = firstFreePort - 1;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Disconnects a member: its connections break, and new ones are refused in both directions. */
  disconnect(name: string): void {
    this.#away.add(name);
    for (const [connection, members] of this.#open) {
      if (members.includes(name)) connection.cut();
    }
  }

  reconnect(name: string): void {
    this.#away.delete(name);
  }

  /**
   * Adds a name behind which are several members. All connections of a client go to the same one; clients take turns, in
   * the order in which they first connect.
   */
  addService(name: string, members: readonly string[]): void {
    this.#services.set(name, { members, clients: [] });
  }

  /** Adds a member, and returns the network as that member sees it. */
  join(name: string): Network {
    this.#members.add(name);
    const own = new Set<string>();
    // The promise settles at once; its continuations must run before time moves.
    const resolving = async <T>(resolve: () => T): Promise<T> => {
      this.#time.settles();
      return Promise.resolve().then(resolve);
    };
    return {
      lookup: (host) => resolving(() => this.#members.has(host) || this.#services.has(host) || loopback.test(host)),
      listen: (port, onConnection) => resolving(() => this.#listen(name, port, onConnection, own)),
      connect: (host, port) =>
        resolving(() => this.#connect(name, loopback.test(host) ? name : this.#memberFor(name, host), port)),
      close: () => {
        // A program does this last, and its host waits for it.
        this.#time.settles();
        for (const key of own) this.#listeners.delete(key);
        own.clear();
      },
    };
  }

  /** The member to which the connections of a client to a name go. */
  #memberFor(client: string, name: string): string {
    const service = this.#services.get(name);
    if (!service) return name;
    const { members, clients } = service;
    if (!clients.includes(client)) clients.push(client);
    return members[clients.indexOf(client) % members.length] ?? name;
  }

  #listen(name: string, wanted: number, onConnection: (connection: Connection) => void, own: Set<string>): Listener {
    const port = wanted === 0 ? this.#freePort() : wanted;
    const key = `${name}:${port}`;
    if (this.#listeners.has(key)) throw new NetError(NetStatus.inUse, `port ${port} is already in use`);
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
      throw new NetError(
        NetStatus.refused,
        `${name}:${port} cannot be reached from ${from}: one of them is disconnected`,
      );
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
