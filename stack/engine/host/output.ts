import nodeFs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

type Stream = 'stdout' | 'stderr';
type WriteCallback = (error: Error | null, written?: number) => void;

/** The functions of `fs` through which a program writes. */
export interface Writes {
  writeSync(fd: number, bytes: Uint8Array): number;
  write(
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
    done: WriteCallback,
  ): void;
}

/** A line longer than this is cut, in characters: one that never ends must not fill the memory. */
const longestLine = 64 * 1024;

/** Takes what a program writes to its standard streams, and gives it on line by line. */
export class Output {
  readonly #onLine: (stream: Stream, line: string) => void;
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #rest = { stdout: '', stderr: '' };
  readonly #others: Writes;

  /** `others` takes what is written to other files. */
  constructor(onLine: (stream: Stream, line: string) => void, others: Writes = nodeFs) {
    this.#onLine = onLine;
    this.#others = others;
  }

  /**
   * The functions of `fs` through which the program writes, for its standard streams; other files go on to the others.
   */
  readonly files = {
    writeSync: (fd: number, bytes: Uint8Array): number => {
      if (fd !== 1 && fd !== 2) return this.#others.writeSync(fd, bytes);
      this.#write(fd === 1 ? 'stdout' : 'stderr', bytes);
      return bytes.length;
    },
    write: (
      fd: number,
      bytes: Uint8Array,
      offset: number,
      length: number,
      position: number | null,
      done: WriteCallback,
    ): void => {
      if (fd !== 1 && fd !== 2) {
        this.#others.write(fd, bytes, offset, length, position, done);
        return;
      }
      this.#write(fd === 1 ? 'stdout' : 'stderr', bytes.subarray(offset, offset + length));
      done(null, length);
    },
  };

  /** Gives on what has no end of line yet. */
  flush(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rest[stream] !== '') this.#onLine(stream, this.#rest[stream]);
      this.#rest[stream] = '';
    }
  }

  #write(stream: Stream, bytes: Uint8Array): void {
    const lines = (this.#rest[stream] + this.#decoders[stream].write(Buffer.from(bytes))).split('\n');
    this.#rest[stream] = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) this.#onLine(stream, line);
  }
}
