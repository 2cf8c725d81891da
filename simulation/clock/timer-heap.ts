/** A callback that is due at a moment. */
export interface Timer {
  readonly at: number;
  readonly fire: () => void;
  /** The order in which timers were added, which decides between timers of the same moment. */
  readonly order: number;
  cancelled: boolean;
}

/** A priority queue of timers; timers of the same moment keep the order in which they were added. */
export class TimerHeap {
  readonly #heap: Timer[] = [];
  #added = 0;

  add(at: number, fire: () => void): Timer {
    this.#added += 1;
    const timer: Timer = { at, fire, order: this.#added, cancelled: false };
    this.#rise(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    // It stays in the heap and is skipped later.
    timer.cancelled = true;
  }

  /** Removes and returns the earliest timer that was not cancelled. */
  take(): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (first !== last) this.#sink(last);
      if (!first.cancelled) return first;
    }
  }

  #rise(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below] as Timer)) below += 1;
      const child = heap[below] as Timer;
      if (!isBefore(child, timer)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
