import type { Labels, LogEntry } from './log-entry.ts';

/** The entries of one set of index labels, sorted by time. */
export class LogStream {
  readonly key: string;
  readonly labels: Labels;
  #entries: LogEntry[] = [];
  /** Entries before this one are evicted; they are cut off in bulk, since cutting moves all the others. */
  #head = 0;

  constructor(key: string, labels: Labels) {
    this.key = key;
    this.labels = labels;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  get oldest(): LogEntry | undefined {
    return this.#entries[this.#head];
  }

  /** Files an entry by its time; false when the very same record is there already. */
  add(entry: LogEntry): boolean {
    let at = this.#entries.length;
    // Nearly all entries come in order, so the place is at the end or close to it.
    while (at > this.#head && (this.#entries[at - 1]?.time ?? 0n) > entry.time) at -= 1;
    for (let i = at - 1; i >= this.#head && this.#entries[i]?.time === entry.time; i -= 1) {
      if (isSame(this.#entries[i], entry)) return false;
    }
    if (at === this.#entries.length) this.#entries.push(entry);
    else this.#entries.splice(at, 0, entry);
    return true;
  }

  /** Takes the oldest entry out. */
  shift(): LogEntry | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** The entries with `start <= time < end`, oldest first. */
  between(start: bigint, end: bigint): LogEntry[] {
    return this.#entries.slice(this.#firstFrom(start), this.#firstFrom(end));
  }

  /** Whether there is an entry with `start <= time < end`. */
  hasBetween(start: bigint, end: bigint): boolean {
    return this.#firstFrom(start) < this.#firstFrom(end);
  }

  /** The index of the first entry that is not before `time`. */
  #firstFrom(time: bigint): number {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.time ?? 0n) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isSame(a: LogEntry | undefined, b: LogEntry): boolean {
  return a !== undefined && a.line === b.line && isEqual(a.own, b.own) && isEqual(a.shared, b.shared);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
