import { createWriteStream, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
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

  /** `folder` is made if missing; files in it are named after their component. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  write(component: ComponentName, line: string, time?: string): void {
    let file = this.#files.get(component);
    if (!file) {
      file = new LogFile(join(this.#folder, `${component}.log`));
      this.#files.set(component, file);
    }
    file.write(line, time);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }
}

class LogFile {
  readonly #path: string;
  #stream: WriteStream;
  #bytes = 0;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#stream = this.#open();
  }

  write(line: string, time = new Date().toISOString()): void {
    if (this.#closed) return;
    const text = `${time} ${line}\n`;
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > maxBytes) this.#rotate();
    this.#stream.write(text);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#stream.end(resolve));
  }

  #rotate(): void {
    this.#stream.end();
    renameSync(this.#path, `${this.#path}.1`);
    this.#bytes = 0;
    this.#stream = this.#open();
  }

  #open(): WriteStream {
    // A log that cannot be written (a full disk, a folder removed under us) must not end the sandbox.
    return createWriteStream(this.#path, { flags: 'a', mode: 0o600 }).on('error', () => undefined);
  }
}
