import type { Labels, LogEntry } from './log-entry.ts';
import { isSame, SameTime } from './same-time.ts';

/** With more entries of one time, an index finds duplicates. */
const longestScan = 16;

/** The entries of one set of index labels, sorted by time. */
export class LogStream {
  readonly key: string;
  readonly labels: Labels;
  #entries: LogEntry[] = [];
  /** The places before this one are empty; they are cut off in bulk, since cutting moves all the others. */
  #head = 0;
  #sameTime: SameTime | undefined;

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

  /**
   * Files entries by their times, and drops those that are there already. A batch takes time linear in its length and in
   * the number of entries that are later than its first, whatever the order of its entries.
   */
  add(entries: readonly LogEntry[]): { entries: LogEntry[]; bytes: number } {
    const sorted = isSorted(entries) ? entries : [...entries].sort((a, b) => compareTimes(a.time, b.time));
    const added = { entries: [] as LogEntry[], bytes: 0 };
    const at = this.#firstFrom(sorted[0]?.time ?? 0n);
    const later = this.#entries.splice(at);
    let next = 0;
    for (const entry of sorted) {
      // At the same time, what was here stays first.
      for (let other = later[next]; other && other.time <= entry.time; other = later[next]) {
        this.#entries.push(other);
        next += 1;
      }
      if (this.#isDuplicate(entry)) continue;
      this.#entries.push(entry);
      this.#sameTime?.add(entry);
      added.entries.push(entry);
      added.bytes += entry.bytes;
    }
    for (; next < later.length; next += 1) this.#entries.push(later[next] as LogEntry);
    return added;
  }

  /** Whether an entry equals one of the last ones, which are those of its time. */
  #isDuplicate(entry: LogEntry): boolean {
    const least = Math.max(this.#head, this.#entries.length - longestScan);
    for (let i = this.#entries.length - 1; i >= this.#head; i -= 1) {
      const other = this.#entries[i];
      if (other?.time !== entry.time) return false;
      if (i < least) return this.#manyAtTheTimeOf(entry).has(entry);
      if (isSame(other, entry)) return true;
    }
    return false;
  }

  /** The entries at the end that have the time of this one: so many that comparing with each would be quadratic. */
  #manyAtTheTimeOf({ time }: LogEntry): SameTime {
    if (this.#sameTime?.time !== time || this.#sameTime.size !== this.#countAtEnd(time)) {
      this.#sameTime = new SameTime(time);
      for (let i = this.#firstFrom(time); i < this.#entries.length; i += 1) {
        this.#sameTime.add(this.#entries[i] as LogEntry);
      }
    }
    return this.#sameTime;
  }

  #countAtEnd(time: bigint): number {
    return this.#entries.length - this.#firstFrom(time);
  }

  /** Takes the oldest entry out. */
  shift(): LogEntry | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    // Until the cut, the place would keep the entry in memory, and there may be as many of them as entries.
    this.#entries[this.#head] = undefined as unknown as LogEntry;
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

function isSorted(entries: readonly LogEntry[]): boolean {
  return entries.every(({ time }, i) => i === 0 || (entries[i - 1]?.time ?? 0n) <= time);
}

function compareTimes(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
