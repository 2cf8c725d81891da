import { type Connection, type Network, NetError } from '../../stack/engine/host/connection.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import { type HttpMessage, HttpMessageReader } from './message-reader.ts';

export interface HttpRequest {
  method: string;
  host: string;
  port: number;
  /** Path and query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** An HTTP/1.1 client over the memory network. Connections are kept alive and reused. */
export class MemoryHttpClient {
  readonly #network: Network;
  readonly #time: VirtualTime;
  readonly #idle = new Map<string, Connection[]>();

  constructor(network: Network, time: VirtualTime) {
    this.#network = network;
    this.#time = time;
  }

  /**
   * Rejects if there is no response: with a NetError, with the signal's reason, or because the connection was closed.
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const { host, port, signal } = request;
    signal?.throwIfAborted();
    const address = `${host}:${port}`;
    const idle = this.#idle.get(address)?.pop();
    const connection = idle ?? (await this.#network.connect(host, port));
    const response = await this.#exchange(connection, request);
    if (response.headers.get('connection')?.toLowerCase() === 'close') connection.close();
    else this.#keep(address, connection);
    return response;
  }

  close(): void {
    for (const connection of [...this.#idle.values()].flat()) connection.close();
    this.#idle.clear();
  }

  #keep(address: string, connection: Connection): void {
    const others = this.#idle.get(address);
    if (others) others.push(connection);
    else this.#idle.set(address, [connection]);
    // The next request must not use an idle connection that the peer has closed.
    connection.onReadable = () => {
      const idle = this.#idle.get(address) ?? [];
      this.#idle.set(
        address,
        idle.filter((one) => one !== connection),
      );
      connection.close();
    };
  }

  #exchange(connection: Connection, request: HttpRequest): Promise<HttpResponse> {
    const { method, host, port, path, headers = {}, body, signal } = request;
    const content = typeof body === 'string' ? Buffer.from(body) : body;
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}:${port}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (content) lines.push(`Content-Length: ${content.length}`);
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    const reader = new HttpMessageReader();
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        connection.onReadable = connection.onWritable = () => undefined;
        this.#time.settles();
        outcome();
      };
      const fail = (error: unknown): void => {
        connection.close();
        settle(() => reject(error instanceof Error ? error : new Error(String(error))));
      };
      const onAbort = (): void => fail(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      connection.onReadable = () => {
        try {
          const message = receive(connection, reader, method === 'HEAD');
          if (message) settle(() => resolve(responseOf(message)));
        } catch (error) {
          fail(error);
        }
      };
      const send = writer(connection, content ? [head, content] : [head]);
      connection.onWritable = () => {
        const status = send();
        if (status !== undefined) fail(new NetError(status, `${host}:${port} does not read the request`));
      };
      connection.onWritable();
    });
  }
}

function receive(connection: Connection, reader: HttpMessageReader, bodyless: boolean): HttpMessage | undefined {
  for (;;) {
    const bytes = connection.read(1 << 20);
    if (bytes === undefined) return undefined;
    if (typeof bytes === 'number') throw new NetError(bytes, 'the connection broke before the response was complete');
    if (bytes === null) {
      const last = reader.end();
      if (last) return last;
      throw new Error('the connection was closed before the response was complete');
    }
    reader.push(bytes);
    const message = reader.next({ bodyless });
    if (message) return message;
  }
}

/** Returns a function that writes as much as there is room for; it returns the status of a failure. */
function writer(connection: Connection, parts: Uint8Array[]): () => NetError['status'] | undefined {
  return () => {
    for (let part = parts[0]; part !== undefined; part = parts[0]) {
      const taken = connection.write(part);
      if (taken < 0) return -taken as NetError['status'];
      if (taken === 0 && part.length > 0) return undefined;
      if (taken < part.length) parts[0] = part.subarray(taken);
      else parts.shift();
    }
    return undefined;
  };
}

function responseOf({ start, headers, body }: HttpMessage): HttpResponse {
  const [, status = '0'] = /^HTTP\/1\.[01] (\d{3})/.exec(start) ?? [];
  return { status: Number(status), headers, body };
}
