import { lookup } from 'node:dns/promises';
import { connect, createServer, isIP, type Server } from 'node:net';
import { type Connection, type Listener, type Network, NetError, NetStatus, statusOf } from './connection.ts';
import { TcpConnection } from './tcp-connection.ts';

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
 * The network of a program as if it ran in a container of its own: its listeners appear on 127.0.0.1 of this machine under the mapped
 * port, its peers' names lead to the mapped address, and its loopback is its own.
 */
export class TcpNetwork implements Network {
  readonly #options: TcpNetworkOptions;
  readonly #servers = new Map<number, Server>();
  readonly #names: ReadonlySet<string>;

  constructor(options: TcpNetworkOptions) {
    this.#options = options;
    this.#names = new Set(Object.keys(options.hosts).map((address) => splitAddress(address).host));
  }

  async lookup(name: string): Promise<boolean> {
    if (this.#names.has(name) || isIP(name) !== 0) return true;
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
    if (innerPort !== 0 && this.#servers.has(innerPort)) {
      throw new NetError(NetStatus.inUse, `port ${innerPort} is listened on already`);
    }
    const wanted = this.#options.listeners[innerPort] ?? 0;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      onConnection(new TcpConnection(socket));
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: '127.0.0.1', port: wanted }, resolve);
      });
    } catch (error) {
      this.#options.onTaken(innerPort, wanted, error as Error);
      throw new NetError(statusOf(error), String(error));
    }
    const { port } = server.address() as { port: number };
    const inner = innerPort === 0 ? port : innerPort;
    this.#servers.set(inner, server);
    this.#options.onListening(inner, port);
    return {
      port: inner,
      close: () => {
        this.#servers.delete(inner);
        server.close();
      },
    };
  }

  async connect(host: string, port: number): Promise<Connection> {
    const target = this.#resolve(host, port);
    if (!target) throw new NetError(NetStatus.refused, `nothing listens at ${host}:${port}`);
    const socket = connect({ ...target, allowHalfOpen: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('connect', resolve);
      });
    } catch (error) {
      throw new NetError(statusOf(error), String(error));
    }
    return new TcpConnection(socket);
  }

  close(): void {
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  #resolve(host: string, port: number): { host: string; port: number } | undefined {
    const mapped = this.#options.hosts[`${host}:${port}`];
    if (mapped !== undefined) return splitAddress(mapped);
    if (loopback.test(host)) {
      const address = this.#servers.get(port)?.address();
      return typeof address === 'object' && address ? { host: '127.0.0.1', port: address.port } : undefined;
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
