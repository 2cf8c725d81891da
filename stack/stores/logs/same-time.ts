import type { LogEntry } from './log-entry.ts';

/** The entries of one time, by a hash of what they contain. */
export class SameTime {
  readonly time: bigint;
  readonly #byHash = new Map<number, LogEntry[]>();
  #size = 0;

  constructor(time: bigint) {
    this.time = time;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an entry; ignores one of another time. */
  add(entry: LogEntry): void {
    if (entry.time !== this.time) return;
    const hash = hashOf(entry);
    const others = this.#byHash.get(hash);
    if (others) others.push(entry);
    else this.#byHash.set(hash, [entry]);
    this.#size += 1;
  }

  has(entry: LogEntry): boolean {
    return this.#byHash.get(hashOf(entry))?.some((other) => isSame(other, entry)) ?? false;
  }
}

/** Whether two entries of the same time are the very same record. */
export function isSame(a: LogEntry, b: LogEntry): boolean {
  return a.line === b.line && isEqual(a.own, b.own) && isEqual(a.shared, b.shared);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

/** FNV-1a over the line and the entry's own metadata. */
function hashOf({ line, own }: LogEntry): number {
  let hash = 0x811c9dc5;
  for (const text of [line, ...own]) {
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}
