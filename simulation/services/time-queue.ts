/**
 * A queue ordered by time; items of the same time keep the order in which they were added. Most items are added nearly
 * in order, so a sorted list with room at its front is cheaper than a heap.
 */
export class TimeQueue<T> {
  #times: number[] = [];
  #items: T[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  add(at: number, item: T): void {
    const times = this.#times;
    const last = times.length - 1;
    if (last < this.#head || (times[last] ?? 0) <= at) {
      times.push(at);
      this.#items.push(item);
      return;
    }
    const index = this.#head + this.dueBy(at);
    times.splice(index, 0, at);
    this.#items.splice(index, 0, item);
  }

  /** The time of the item at a position, 0 being the first; infinite if there is none. */
  timeAt(position: number): number {
    return this.#times[this.#head + position] ?? Infinity;
  }

  /** How many items are due at `time`. */
  dueBy(time: number): number {
    let low = this.#head;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? Infinity) <= time) low = middle + 1;
      else high = middle;
    }
    return low - this.#head;
  }

  /** Removes and returns the first `count` items. */
  take(count: number): T[] {
    const end = Math.min(this.#items.length, this.#head + count);
    const taken = this.#items.slice(this.#head, end);
    // References to taken items are removed, so that they can be collected. Moving the rest every time would be slow.
    if (end > 1024 && end > this.#items.length / 2) {
      this.#items = this.#items.slice(end);
      this.#times = this.#times.slice(end);
      this.#head = 0;
    } else {
      for (let index = this.#head; index < end; index += 1) this.#items[index] = undefined as T;
      this.#head = end;
    }
    return taken;
  }

  /** Removes the items at positions `from` (inclusive) to `to` (exclusive), and returns how many that were. */
  drop(from: number, to: number): number {
    if (to <= from) return 0;
    this.#times.splice(this.#head + from, to - from);
    return this.#items.splice(this.#head + from, to - from).length;
  }
}
