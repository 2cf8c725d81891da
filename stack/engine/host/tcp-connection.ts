import type { Socket } from 'node:net';
import { type Connection, NetStatus, statusOf } from './connection.ts';

// A reader that falls behind stops the peer at the first limit and lets it go on at the second; a peer that does not
// read stops the program at the third. In bytes per connection.
const pauseAt = 256 * 1024;
const resumeBelow = 64 * 1024;
const writeLimit = 256 * 1024;

/** A connection over a real TCP socket, which must have been made with `allowHalfOpen`. */
export class TcpConnection implements Connection {
  readonly localPort: number;
  readonly remotePort: number;
  onReadable: () => void = () => undefined;
  onWritable: () => void = () => undefined;

  readonly #socket: Socket;
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #ended = false;
  #broken: NetStatus = NetStatus.ok;
  #corked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.localPort = socket.localPort ?? 0;
    this.remotePort = socket.remotePort ?? 0;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      if (this.#buffered >= pauseAt) socket.pause();
      this.onReadable();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.onReadable();
    });
    socket.on('drain', () => {
      this.onWritable();
    });
    socket.on('error', (error) => {
      this.#breakWith(statusOf(error));
    });
    socket.on('close', () => {
      if (!this.#ended) this.#breakWith(NetStatus.reset);
    });
  }

  read(max: number): Uint8Array | undefined | null | NetStatus {
    const first = this.#chunks[0];
    if (first === undefined) {
      if (this.#broken !== NetStatus.ok) return this.#broken;
      return this.#ended ? null : undefined;
    }
    const part = first.length <= max ? first : first.subarray(0, max);
    if (part === first) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(max);
    this.#buffered -= part.length;
    if (this.#buffered < resumeBelow && this.#socket.isPaused()) this.#socket.resume();
    return part;
  }

  write(bytes: Uint8Array): number {
    const socket = this.#socket;
    if (this.#broken !== NetStatus.ok) return -this.#broken;
    if (!socket.writable) return -NetStatus.pipe;
    const room = writeLimit - socket.writableLength;
    if (room <= 0) return 0;
    // The program writes many small frames before it rests: they go out together.
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        socket.uncork();
      });
    }
    const taken = Math.min(room, bytes.length);
    socket.write(Uint8Array.prototype.slice.call(bytes, 0, taken));
    return taken;
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.onReadable = this.onWritable = () => undefined;
    this.#chunks = [];
    this.#buffered = 0;
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
    this.#socket.destroySoon();
  }

  #breakWith(status: NetStatus): void {
    if (this.#broken !== NetStatus.ok) return;
    this.#broken = status;
    this.onReadable();
    this.onWritable();
  }
}
