import { type Connection, type Listener, type Network, NetError, NetStatus } from './connection.ts';

/** The kinds of event, and results below zero, of `engine/overlay/goroot/net/host_bridge.go`. */
const EventKind = { done: 1, accepted: 2, readable: 3, writable: 4 } as const;
const wouldBlock = -1;
/** Ids of connections that come from outside start here; the program counts its own from 1. */
const firstAcceptedId = 1 << 30;

type Event = readonly [kind: number, id: number, a: number, b: number];

/**
 * What one program has open, by the ids it knows them by, as the functions that it imports. Nothing here calls the
 * program while the program runs: events wait in a queue and the program is woken once for all that arrive in one turn
 * of the event loop.
 */
export class Sockets {
  readonly #network: Network;
  readonly #memory: () => ArrayBuffer;
  readonly #wake: () => void;
  readonly #later: (task: () => void) => void;
  readonly #connections = new Map<number, Connection>();
  readonly #listeners = new Map<number, Listener>();
  /** Asked for and not yet answered; a close in between takes the answer back. */
  readonly #pending = new Set<number>();
  readonly #events: Event[] = [];
  #woken = false;
  #nextAccepted = firstAcceptedId;

  constructor(
    network: Network,
    memory: () => ArrayBuffer,
    wake: () => void,
    later: (task: () => void) => void = setImmediate,
  ) {
    this.#network = network;
    this.#memory = memory;
    this.#wake = wake;
    this.#later = later;
  }

  /** The imports of the WebAssembly module `sandbox`. */
  readonly imports: Record<string, (...args: number[]) => number | undefined> = {
    net_lookup: (id = 0, name = 0, length = 0) => {
      const host = this.#text(name, length);
      this.#answer(id, async () => {
        if (!(await this.#network.lookup(host))) throw new NetError(NetStatus.noSuchName, host);
        return 0;
      });
      return undefined;
    },
    net_listen: (...[id = 0, , , port = 0]) => {
      // The address that the program names is its own container's; only the port is published.
      this.#answer(id, async () => {
        const listener = await this.#network.listen(port, (connection) => {
          this.#accept(id, connection);
        });
        if (this.#pending.has(id)) this.#listeners.set(id, listener);
        else listener.close();
        return listener.port;
      });
      return undefined;
    },
    net_connect: (id = 0, host = 0, length = 0, port = 0) => {
      const name = this.#text(host, length);
      this.#answer(id, async () => {
        const connection = await this.#network.connect(name, port);
        if (this.#pending.has(id)) this.#open(id, connection);
        else connection.close();
        return connection.localPort;
      });
      return undefined;
    },
    net_read: (id = 0, pointer = 0, length = 0) => {
      const bytes = this.#connections.get(id)?.read(length);
      if (bytes === undefined) return this.#connections.has(id) ? wouldBlock : 0;
      if (bytes === null) return 0;
      if (typeof bytes === 'number') return -bytes;
      new Uint8Array(this.#memory(), pointer >>> 0, bytes.length).set(bytes);
      return bytes.length;
    },
    net_write: (id = 0, pointer = 0, length = 0) => {
      const connection = this.#connections.get(id);
      if (!connection) return -NetStatus.pipe;
      const taken = connection.write(new Uint8Array(this.#memory(), pointer >>> 0, length));
      return taken === 0 ? wouldBlock : taken;
    },
    net_end: (id = 0) => {
      this.#connections.get(id)?.end();
      return undefined;
    },
    net_close: (id = 0) => {
      this.#pending.delete(id);
      this.#connections.get(id)?.close();
      this.#connections.delete(id);
      this.#listeners.get(id)?.close();
      this.#listeners.delete(id);
      return undefined;
    },
    net_next_event: (pointer = 0) => {
      const event = this.#events.shift();
      if (!event) return 0;
      new Int32Array(this.#memory(), pointer >>> 0, 4).set(event);
      return 1;
    },
  };

  /** Lets what was written be sent, and closes everything. */
  closeAll(): void {
    for (const listener of this.#listeners.values()) listener.close();
    for (const connection of this.#connections.values()) connection.close();
    this.#listeners.clear();
    this.#connections.clear();
    this.#pending.clear();
    this.#network.close();
  }

  #accept(listenerId: number, connection: Connection): void {
    const id = this.#nextAccepted++;
    this.#open(id, connection);
    this.#push([EventKind.accepted, listenerId, id, connection.remotePort]);
  }

  #open(id: number, connection: Connection): void {
    this.#connections.set(id, connection);
    connection.onReadable = () => {
      this.#push([EventKind.readable, id, 0, 0]);
    };
    connection.onWritable = () => {
      this.#push([EventKind.writable, id, 0, 0]);
    };
  }

  /** Does what takes time, and answers with a port or with the status of the failure. */
  #answer(id: number, work: () => Promise<number>): void {
    this.#pending.add(id);
    void work()
      .then(
        (port) => [NetStatus.ok, port] as const,
        (error: unknown) => [error instanceof NetError ? error.status : NetStatus.reset, 0] as const,
      )
      .then(([status, port]) => {
        if (this.#pending.delete(id)) this.#push([EventKind.done, id, status, port]);
      });
  }

  #push(event: Event): void {
    this.#events.push(event);
    if (this.#woken) return;
    this.#woken = true;
    this.#later(() => {
      this.#woken = false;
      this.#wake();
    });
  }

  #text(pointer: number, length: number): string {
    return Buffer.from(this.#memory(), pointer >>> 0, length).toString('utf8');
  }
}
