import { type Connection, NetStatus } from '../../stack/engine/host/connection.ts';

/** Unread bytes in one direction, beyond which the writer has to wait for the reader. */
const window = 256 * 1024;

/** Both ends of a new connection. Each end is notified in a task of its own. */
export function connectionPair(
  later: (task: () => void) => void,
  ports: { client: number; server: number },
): [client: MemoryConnection, server: MemoryConnection] {
  const client = new MemoryConnection(later, ports.client, ports.server);
  const server = new MemoryConnection(later, ports.server, ports.client);
  client.join(server);
  server.join(client);
  return [client, server];
}

/** One end of a connection in the memory network. */
export class MemoryConnection implements Connection {
  readonly localPort: number;
  readonly remotePort: number;
  onReadable: () => void = ignore;
  onWritable: () => void = ignore;
  /** Called once, when this end is closed. */
  onClosed: () => void = ignore;

  readonly #later: (task: () => void) => void;
  #peer!: MemoryConnection;
  #inbox: Uint8Array[] = [];
  #buffered = 0;
  /** The peer will not write any more. */
  #finished = false;
  #ended = false;
  #closed = false;
  /** The peer found no room and waits for `onWritable`. */
  #isPeerWaiting = false;
  #announced = false;

  constructor(later: (task: () => void) => void, localPort: number, remotePort: number) {
    this.#later = later;
    this.localPort = localPort;
    this.remotePort = remotePort;
  }

  join(peer: MemoryConnection): void {
    this.#peer = peer;
  }

  read(max: number): Uint8Array | undefined | null {
    const first = this.#inbox[0];
    if (first === undefined) return this.#finished ? null : undefined;
    const part = first.length <= max ? first : first.subarray(0, max);
    if (part === first) this.#inbox.shift();
    else this.#inbox[0] = first.subarray(max);
    this.#buffered -= part.length;
    if (this.#isPeerWaiting && this.#buffered <= window / 2) {
      this.#isPeerWaiting = false;
      const peer = this.#peer;
      this.#later(() => peer.onWritable());
    }
    return part;
  }

  write(bytes: Uint8Array): number {
    if (this.#ended || this.#closed) return -NetStatus.pipe;
    return this.#peer.#take(bytes);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#peer.#finish();
  }

  close(): void {
    if (this.#closed) return;
    this.end();
    this.#closed = true;
    this.onReadable = this.onWritable = ignore;
    this.#inbox = [];
    this.#buffered = 0;
    this.onClosed();
    // A peer that still waits to write gets an error from its next write.
    const peer = this.#peer;
    this.#later(() => peer.onWritable());
  }

  /** Breaks the connection: neither end reads or writes any more. */
  cut(): void {
    this.#finish();
    this.#peer.#finish();
    this.#ended = this.#peer.#ended = true;
  }

  #take(bytes: Uint8Array): number {
    if (this.#closed) return -NetStatus.reset;
    const room = window - this.#buffered;
    if (room <= 0) {
      this.#isPeerWaiting = true;
      return 0;
    }
    const taken = Math.min(room, bytes.length);
    // Copied: the writer may reuse its memory.
    this.#inbox.push(Uint8Array.prototype.slice.call(bytes, 0, taken));
    this.#buffered += taken;
    this.#announce();
    return taken;
  }

  #finish(): void {
    if (this.#closed) return;
    this.#finished = true;
    this.#announce();
  }

  /** Notifies the reader once for all bytes that arrive until then. */
  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#later(() => {
      this.#announced = false;
      this.onReadable();
    });
  }
}

function ignore(): void {
  // There is no listener.
}
