import { createWriteStream, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { environmentError } from '../../lib/environment-error.ts';
import type { ComponentName } from '../components/component.ts';

/** A file is set aside as `.1` at this size, so that a sandbox left running for a week does not fill the disk. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Writes what the components say to one file each, every line with the time at which it came or, where that is known,
 * was written.
 */
export class ComponentLogs {
  readonly #folder: string;
  readonly #files = new Map<ComponentName, LogFile>();
  readonly #onNotice: ((text: string) => void) | undefined;
  #hasFailed = false;

  /** `folder` is made if missing; files in it are named after their component. `onNotice` gets the first failure. */
  constructor(folder: string, onNotice?: (text: string) => void) {
    this.#folder = folder;
    this.#onNotice = onNotice;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  write(component: ComponentName, line: string, time?: string): void {
    let file = this.#files.get(component);
    if (!file) {
      file = new LogFile(join(this.#folder, `${component}.log`), (error) => this.#onError(component, error));
      this.#files.set(component, file);
    }
    file.write(line, time);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  #onError(component: ComponentName, error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const { message } = environmentError(error) ?? error;
    this.#onNotice?.(`the log of ${component} in ${this.#folder} cannot be written, lines are lost: ${message}`);
  }
}

/** How long a file that could not be written is left alone; ms. */
const retryMs = 5_000;

class LogFile {
  readonly #path: string;
  readonly #onError: (error: Error) => void;
  #stream: WriteStream | undefined;
  #retryAt = 0;
  #bytes = 0;
  #closed = false;

  constructor(path: string, onError: (error: Error) => void) {
    this.#path = path;
    this.#onError = onError;
  }

  write(line: string, time = new Date().toISOString()): void {
    if (this.#closed || (!this.#stream && Date.now() < this.#retryAt)) return;
    const text = `${time} ${line}\n`;
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > maxBytes) this.#rotate();
    this.#stream ??= this.#open();
    this.#stream.write(text);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const stream = this.#stream;
    if (stream && !stream.destroyed) await new Promise<void>((resolve) => stream.end(() => resolve()));
  }

  #rotate(): void {
    this.#stream?.end();
    this.#stream = undefined;
    this.#bytes = 0;
    try {
      renameSync(this.#path, `${this.#path}.1`);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #open(): WriteStream {
    // A log that cannot be written (a full disk, a folder removed under us) must not end the sandbox.
    const stream = createWriteStream(this.#path, { flags: 'a', mode: 0o600 });
    return stream.on('error', (error) => {
      if (this.#stream === stream) this.#fail(error);
    });
  }

  #fail(error: Error): void {
    this.#stream = undefined;
    this.#retryAt = Date.now() + retryMs;
    if (!this.#closed) this.#onError(error);
  }
}
