import type Dockerode from 'dockerode';
import { createInterface } from 'node:readline';
import { PassThrough, type Writable } from 'node:stream';
import { defined } from '../../../lib/defined.ts';
import { endStream } from '../../docker/daemon-requests.ts';

/** A line as a container wrote it; `time` is ISO 8601 to the millisecond. */
export type OnLine = (line: string, time: string) => void;

/** The part of the library that its types lack. */
interface Demultiplexer {
  demuxStream(from: NodeJS.ReadableStream, stdout: Writable, stderr: Writable): void;
}

/** Follows a container's log from its start, and after a restart from the last line; one of these per component. */
export class ContainerLog {
  readonly #container: Dockerode.Container;
  readonly #onLine: OnLine;
  /** RFC 3339 with nanoseconds, of the last line. */
  #last: string | undefined;
  #stream: NodeJS.ReadableStream | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(container: Dockerode.Container, onLine: OnLine) {
    this.#container = container;
    this.#onLine = onLine;
  }

  /** Call it whenever the container has been started. */
  async follow(): Promise<void> {
    await this.#ended;
    const since = this.#last === undefined ? undefined : afterTimestamp(this.#last);
    const stream = await this.#container.logs({
      ...{ follow: true, stdout: true, stderr: true, timestamps: true },
      ...defined({ since }),
    });
    this.#stream = stream;
    const outputs = [new PassThrough(), new PassThrough()] as const;
    (this.#container.modem as Demultiplexer).demuxStream(stream, ...outputs);
    const read = outputs.map((input) => {
      const lines = createInterface({ input });
      lines.on('line', (line) => this.#take(line));
      return new Promise<void>((resolve) => lines.once('close', resolve));
    });
    stream.on('error', () => undefined);
    stream.once('close', () => outputs.forEach((output) => output.end()));
    this.#ended = Promise.all(read);
  }

  /** Resolves when all lines of an ended container were passed on. */
  async drained(): Promise<void> {
    await this.#ended;
  }

  close(): void {
    endStream(this.#stream);
  }

  #take(line: string): void {
    const [, stamp, text] = /^(\S+Z) (.*)$/s.exec(line) ?? [];
    if (stamp !== undefined) this.#last = stamp;
    const time = stamp === undefined ? new Date() : new Date(stamp);
    this.#onLine(text ?? line, time.toISOString());
  }
}

/** The moment after a timestamp, as the API takes it: seconds, a point, nanoseconds. */
function afterTimestamp(stamp: string): string {
  const fraction = /\.(\d+)Z$/.exec(stamp)?.[1] ?? '';
  const nanoseconds = BigInt(fraction.padEnd(9, '0').slice(0, 9)) + 1n;
  const seconds = BigInt(Math.floor(Date.parse(stamp) / 1000)) + nanoseconds / 1_000_000_000n;
  return `${seconds}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`;
}

/** The last lines that a container has written, whether it runs or not; empty when it is gone. */
export async function lastLines(container: Dockerode.Container, count: number): Promise<string[]> {
  const raw = await container.logs({ stdout: true, stderr: true, tail: count }).catch(() => Buffer.alloc(0));
  const lines: string[] = [];
  // Frames of a stream's number, three zero bytes, a length, and the text: one for each write.
  for (let at = 0; at + 8 <= raw.length; at += 8 + raw.readUInt32BE(at + 4)) {
    lines.push(...raw.toString('utf8', at + 8, at + 8 + raw.readUInt32BE(at + 4)).split('\n'));
  }
  return lines.filter((line) => line.trim() !== '').slice(-count);
}
