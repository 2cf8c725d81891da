import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { Writes } from '../../stack/engine/host/output.ts';

/** The callback of a function of `fs`, whatever its result is. */
type Callback = (error: Error | null, result?: never) => void;

interface Entry {
  /** Undefined for a folder. */
  content?: Buffer;
  readonly inode: number;
  mode: number;
  mtimeMs: number;
}

interface OpenFile {
  entry: Entry;
  position: number;
  append: boolean;
}

const folderBits = 0o40000;
const fileBits = 0o100000;

/**
 * A file system in memory, with the functions of Node's `fs` that Go calls. It has no files of the real machine. The
 * callback of every function is queued with `later`, so that callbacks come in the order of the calls.
 */
export class MemoryFiles {
  readonly #entries = new Map<string, Entry>();
  readonly #open = new Map<number, OpenFile>();
  readonly #later: (task: () => void) => void;
  readonly #nowMs: () => number;
  #lastDescriptor = 2;
  #lastInode = 0;

  constructor(later: (task: () => void) => void, nowMs: () => number) {
    this.#later = later;
    this.#nowMs = nowMs;
    this.#make('/', undefined, 0o755);
  }

  /** Creates a file at an absolute path, and the folders above it. */
  put(path: string, content: string | Uint8Array): void {
    this.makeFolder(posix.dirname(path));
    this.#make(path, Buffer.from(content), 0o644);
  }

  /** Creates a folder, and the folders above it. */
  makeFolder(path: string): void {
    if (this.#entries.has(path)) return;
    this.makeFolder(posix.dirname(path));
    this.#make(path, undefined, 0o755);
  }

  /** The paths of all files, sorted. */
  list(): string[] {
    return [...this.#entries].flatMap(([path, { content }]) => (content ? path : [])).sort();
  }

  /** The global `fs` of a program. */
  readonly functions: Writes & Readonly<Record<string, unknown>> = {
    constants,
    open: this.#calling((path: string, flags: number, mode: number) => this.#openFile(path, flags, mode)),
    close: this.#calling((fd: number) => void this.#open.delete(fd)),
    read: (fd: number, into: Uint8Array, offset: number, length: number, at: number | null, done: Callback) => {
      this.#call(done, () => this.#read(fd, into.subarray(offset, offset + length), at));
    },
    write: (fd: number, from: Uint8Array, offset: number, length: number, at: number | null, done: Callback) => {
      // Copied now: the program may change its memory before the callback.
      const bytes = Buffer.from(from.subarray(offset, offset + length));
      this.#call(done, () => this.#write(fd, bytes, at));
    },
    writeSync: (fd: number, bytes: Uint8Array) => this.#write(fd, bytes, null),
    stat: this.#calling((path: string) => statusOf(this.#find(path))),
    lstat: this.#calling((path: string) => statusOf(this.#find(path))),
    fstat: this.#calling((fd: number) => statusOf(this.#file(fd).entry)),
    readdir: this.#calling((path: string) => this.#children(path)),
    mkdir: this.#calling((path: string, mode: number) => {
      const absolute = posix.resolve('/', path);
      if (this.#entries.has(absolute)) throw failure('EEXIST', path);
      this.#folder(posix.dirname(absolute));
      this.#make(absolute, undefined, mode & 0o777);
    }),
    rmdir: this.#calling((path: string) => {
      if (this.#children(path).length > 0) throw failure('ENOTEMPTY', path);
      this.#entries.delete(posix.resolve('/', path));
    }),
    unlink: this.#calling((path: string) => {
      if (!this.#find(path).content) throw failure('EISDIR', path);
      this.#entries.delete(posix.resolve('/', path));
    }),
    rename: this.#calling((from: string, to: string) => {
      this.#rename(posix.resolve('/', from), posix.resolve('/', to));
    }),
    truncate: this.#calling((path: string, length: number) => {
      resize(this.#find(path), length);
    }),
    ftruncate: this.#calling((fd: number, length: number) => {
      resize(this.#file(fd).entry, length);
    }),
    utimes: this.#calling((path: string, _atime: number, mtime: number) => {
      this.#find(path).mtimeMs = mtime * 1000;
    }),
    chmod: this.#calling((path: string, mode: number) => {
      this.#find(path).mode = mode;
    }),
    fsync: this.#calling(() => undefined),
    fchmod: this.#calling(() => undefined),
    chown: this.#calling(() => undefined),
    fchown: this.#calling(() => undefined),
    lchown: this.#calling(() => undefined),
    readlink: this.#calling((path: string) => {
      throw failure('EINVAL', path);
    }),
    link: this.#calling((path: string) => {
      throw failure('EPERM', path);
    }),
    symlink: this.#calling((path: string) => {
      throw failure('EPERM', path);
    }),
  };

  /** Makes a function of `fs`, whose last argument is the callback, of a synchronous function. */
  #calling<A extends unknown[]>(work: (...args: A) => unknown): (...args: [...A, Callback]) => void {
    return (...args) => {
      const done = args.pop() as Callback;
      this.#call(done, () => work(...(args as unknown as A)));
    };
  }

  #call(done: Callback, work: () => unknown): void {
    this.#later(() => {
      let result: unknown;
      try {
        result = work();
      } catch (error) {
        done(error as Error);
        return;
      }
      done(null, result as never);
    });
  }

  #make(path: string, content: Buffer | undefined, mode: number): Entry {
    this.#lastInode += 1;
    const entry: Entry = { inode: this.#lastInode, mode, mtimeMs: this.#nowMs(), ...(content ? { content } : {}) };
    this.#entries.set(path, entry);
    return entry;
  }

  #find(path: string): Entry {
    const entry = this.#entries.get(posix.resolve('/', path));
    if (!entry) throw failure('ENOENT', path);
    return entry;
  }

  #folder(path: string): Entry {
    const entry = this.#find(path);
    if (entry.content) throw failure('ENOTDIR', path);
    return entry;
  }

  #file(fd: number): OpenFile {
    const file = this.#open.get(fd);
    if (!file) throw failure('EBADF', String(fd));
    return file;
  }

  #children(path: string): string[] {
    this.#folder(path);
    const absolute = posix.resolve('/', path);
    const names = [...this.#entries.keys()].filter((key) => key !== '/' && posix.dirname(key) === absolute);
    return names.map((key) => posix.basename(key)).sort();
  }

  #openFile(path: string, flags: number, mode: number): number {
    const absolute = posix.resolve('/', path);
    let entry = this.#entries.get(absolute);
    if (!entry) {
      if ((flags & constants.O_CREAT) === 0) throw failure('ENOENT', path);
      this.#folder(posix.dirname(absolute));
      entry = this.#make(absolute, Buffer.alloc(0), mode & 0o777);
    } else if ((flags & constants.O_CREAT) !== 0 && (flags & constants.O_EXCL) !== 0) {
      throw failure('EEXIST', path);
    } else if (entry.content && (flags & constants.O_TRUNC) !== 0) {
      entry.content = Buffer.alloc(0);
    }
    this.#lastDescriptor += 1;
    this.#open.set(this.#lastDescriptor, { entry, position: 0, append: (flags & constants.O_APPEND) !== 0 });
    return this.#lastDescriptor;
  }

  #read(fd: number, into: Uint8Array, at: number | null): number {
    const file = this.#file(fd);
    if (!file.entry.content) throw failure('EISDIR', String(fd));
    const from = at ?? file.position;
    const part = file.entry.content.subarray(from, from + into.length);
    into.set(part);
    if (at === null) file.position += part.length;
    return part.length;
  }

  #write(fd: number, bytes: Uint8Array, at: number | null): number {
    const file = this.#file(fd);
    const { entry } = file;
    if (!entry.content) throw failure('EISDIR', String(fd));
    const from = file.append ? entry.content.length : (at ?? file.position);
    if (from + bytes.length > entry.content.length) resize(entry, from + bytes.length);
    entry.content.set(bytes, from);
    entry.mtimeMs = this.#nowMs();
    if (at === null) file.position = from + bytes.length;
    return bytes.length;
  }

  #rename(from: string, to: string): void {
    const entry = this.#find(from);
    this.#folder(posix.dirname(to));
    for (const [path, moved] of [...this.#entries]) {
      if (!path.startsWith(`${from}/`)) continue;
      this.#entries.delete(path);
      this.#entries.set(to + path.slice(from.length), moved);
    }
    this.#entries.delete(from);
    this.#entries.set(to, entry);
  }
}

function resize(entry: Entry, length: number): void {
  if (!entry.content) throw failure('EISDIR', 'a folder');
  if (length <= entry.content.length) {
    entry.content = entry.content.subarray(0, length);
    return;
  }
  const grown = Buffer.alloc(length);
  entry.content.copy(grown);
  entry.content = grown;
}

/** As Go reads a `Stats`. */
function statusOf({ content, inode, mode, mtimeMs }: Entry): Record<string, unknown> {
  const size = content?.length ?? 0;
  const isFolder = content === undefined;
  return {
    dev: 1,
    ino: inode,
    mode: mode | (isFolder ? folderBits : fileBits),
    nlink: 1,
    uid: plainUser,
    gid: plainUser,
    rdev: 0,
    size,
    blksize: 4096,
    blocks: Math.ceil(size / 512),
    atimeMs: mtimeMs,
    mtimeMs,
    ctimeMs: mtimeMs,
    isDirectory: () => isFolder,
  };
}

const plainUser = 1000;

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
