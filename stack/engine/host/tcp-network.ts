import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { type Connection, type Listener, type Network, NetError, NetStatus, statusOf } from './connection.ts';
import { TcpConnection } from './tcp-connection.ts';
import { TcpListener } from './tcp-listener.ts';

export interface TcpNetworkOptions {
  /** The port on which the program listens -> the port of this machine; 0 or none given: any free one. */
  listeners: Readonly<Record<number, number>>;
  /** `name:port` as the program's configuration has it -> `address:port` of this machine. */
  hosts: Readonly<Record<string, string>>;
  onListening: (inner: number, port: number) => void;
  /** A port of this machine was not to be had; the program gets the error too. */
  onTaken: (inner: number, port: number, error: Error) => void;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/;

/**
 * The network of a program as if it ran in a container of its own: its listeners appear on 127.0.0.1 of this machine
 * under the mapped port, its peers' names lead to the mapped address, and its loopback is its own.
 */
export class TcpNetwork implements Network {
  readonly #options: TcpNetworkOptions;
  readonly #listeners = new Map<number, TcpListener>();
  readonly #sockets = new Set<Socket>();
  /** Local ports of the program's connections to itself. */
  readonly #loops = new Set<number>();
  readonly #names: ReadonlySet<string>;
  #isCut = false;

  constructor(options: TcpNetworkOptions) {
    this.#options = options;
    this.#names = new Set(Object.keys(options.hosts).map((address) => splitAddress(address).host));
  }

  async lookup(name: string): Promise<boolean> {
    if (isIP(name) !== 0) return true;
    // As the resolver answers in a container without a network.
    if (this.#isCut) throw new NetError(NetStatus.tryAgain, `no network to look ${name} up in`);
    if (this.#names.has(name)) return true;
    // A name without a dot is another container's, and this machine's name service knows none.
    if (!name.includes('.')) return false;
    try {
      await lookup(name);
      return true;
    } catch (error) {
      if (statusOf(error) === NetStatus.noSuchName) return false;
      throw new NetError(NetStatus.tryAgain, String(error));
    }
  }

  async listen(innerPort: number, onConnection: (connection: Connection) => void): Promise<Listener> {
    if (innerPort !== 0 && this.#listeners.has(innerPort)) {
      throw new NetError(NetStatus.inUse, `port ${innerPort} is listened on already`);
    }
    const wanted = this.#options.listeners[innerPort] ?? 0;
    const listener = new TcpListener((socket) => {
      this.#track(socket);
      onConnection(new TcpConnection(socket));
    });
    let port: number;
    try {
      port = await listener.open(wanted);
    } catch (error) {
      this.#options.onTaken(innerPort, wanted, error as Error);
      throw new NetError(statusOf(error), String(error));
    }
    const inner = innerPort === 0 ? port : innerPort;
    this.#listeners.set(inner, listener);
    this.#options.onListening(inner, port);
    if (this.#isCut) await listener.hide();
    return {
      port: inner,
      close: () => {
        this.#listeners.delete(inner);
        listener.close();
      },
    };
  }

  async connect(host: string, port: number): Promise<Connection> {
    const isLoop = loopback.test(host) && this.#options.hosts[`${host}:${port}`] === undefined;
    if (this.#isCut && !isLoop) throw new NetError(NetStatus.unreachable, `no network to reach ${host}:${port} by`);
    const target = this.#resolve(host, port);
    if (!target) throw new NetError(NetStatus.refused, `nothing listens at ${host}:${port}`);
    const socket = connect({ ...target, allowHalfOpen: true });
    this.#track(socket);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('connect', resolve);
        // Cut off before it was there.
        socket.once('close', () => reject(new NetError(NetStatus.unreachable, `${host}:${port} was cut off`)));
      });
    } catch (error) {
      throw error instanceof NetError ? error : new NetError(statusOf(error), String(error));
    }
    if (isLoop) this.#loop(socket);
    return new TcpConnection(socket);
  }

  /** Cuts every connection and lets none come to be, but those of the program with itself. */
  async disconnect(): Promise<void> {
    if (this.#isCut) return;
    this.#isCut = true;
    for (const socket of this.#sockets) {
      if (this.#loops.has(socket.localPort ?? 0) || this.#loops.has(socket.remotePort ?? 0)) continue;
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
    await Promise.all([...this.#listeners.values()].map((listener) => listener.hide()));
  }

  /**
   * Listens again on the same ports. Rejects, still partly disconnected, when a port is taken; `onTaken` is called with
   * it.
   */
  async reconnect(): Promise<void> {
    for (const [inner, listener] of this.#listeners) {
      try {
        await listener.show();
      } catch (error) {
        this.#options.onTaken(inner, this.#options.listeners[inner] ?? 0, error as Error);
        throw error;
      }
    }
    this.#isCut = false;
  }

  close(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #loop(socket: Socket): void {
    const port = socket.localPort ?? 0;
    this.#loops.add(port);
    socket.once('close', () => this.#loops.delete(port));
  }

  #resolve(host: string, port: number): { host: string; port: number } | undefined {
    const mapped = this.#options.hosts[`${host}:${port}`];
    if (mapped !== undefined) return splitAddress(mapped);
    if (loopback.test(host)) {
      const found = this.#listeners.get(port)?.port;
      return found === undefined ? undefined : { host: '127.0.0.1', port: found };
    }
    return this.#names.has(host) ? undefined : { host, port };
  }
}

/** Splits `host:port`, `[v6]:port` included. */
export function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const port = Number(address.slice(colon + 1));
  if (colon < 0 || !Number.isInteger(port)) throw new Error(`"${address}" is not host:port`);
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port };
}
