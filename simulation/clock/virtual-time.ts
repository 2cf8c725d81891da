import type { Clock } from '../../lib/clock.ts';
import { TimerHeap, type Timer } from './timer-heap.ts';

/** The start of the monotonic clock. Go does not accept zero. */
const originNs = 1_000_000_000;

/**
 * The clock and event loop of a simulation. Time moves only when nothing is left to do: tasks run one after the other,
 * promises settle, and only then does the clock jump to the earliest timer. So everything in a simulation happens in
 * one order, which depends on nothing but the order of requests.
 *
 * Code that waits for the real machine (files, compilation, the user) must do so within `outside`: the clock would not
 * wait for it.
 */
export class VirtualTime implements Clock {
  readonly #startSeconds: number;
  readonly #tasks: (() => void)[] = [];
  readonly #timers = new TimerHeap();
  /** Nanoseconds since the start. */
  #elapsed = 0;
  /** Promises may have settled whose continuations have not run yet. */
  #unsettled = false;
  readonly #outside = new Set<Promise<unknown>>();
  #running = false;

  /** `start` is the time of day at which the simulation begins, in whole seconds since the Unix epoch. */
  constructor(start: number) {
    this.#startSeconds = Math.floor(start);
  }

  /** Whole milliseconds since the Unix epoch, as from `Date.now`. */
  now(): number {
    return Math.floor(this.exactNow());
  }

  /** The same with fractions. */
  exactNow(): number {
    return this.#startSeconds * 1000 + this.#elapsed / 1e6;
  }

  /** Nanoseconds since the Unix epoch. */
  nowNs(): bigint {
    return BigInt(this.#startSeconds) * 1_000_000_000n + BigInt(this.#elapsed);
  }

  /** The monotonic clock, in nanoseconds. */
  monotonicNs(): number {
    return originNs + this.#elapsed;
  }

  /** The time of day as seconds since the Unix epoch, and nanoseconds of that second. */
  wallTime(): [number, number] {
    return [this.#startSeconds + Math.floor(this.#elapsed / 1e9), this.#elapsed % 1e9];
  }

  /** Runs a task after the current one and after all that are queued already. */
  readonly later = (task: () => void): void => {
    this.#tasks.push(task);
  };

  /** Calls `fire` once after `ms`; returns a function that cancels the call. */
  after(ms: number, fire: () => void): () => void {
    const timer = this.at(this.#elapsed + Math.max(0, Math.ceil(ms * 1e6)), fire);
    return () => this.cancel(timer);
  }

  /** Calls `fire` once at a moment, in nanoseconds since the start. */
  at(elapsedNs: number, fire: () => void): Timer {
    return this.#timers.add(Math.max(this.#elapsed, elapsedNs), fire);
  }

  cancel(timer: Timer): void {
    this.#timers.cancel(timer);
  }

  /** Must be called when a task or a timer settles a promise: its continuations then run before time moves. */
  settles(): void {
    this.#unsettled = true;
  }

  /** Stops the clock while the real machine does some work. */
  async outside<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(ignore, ignore);
    this.#outside.add(settled);
    this.settles();
    try {
      return await work;
    } finally {
      this.#outside.delete(settled);
      this.settles();
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        this.cancel(timer);
        reject(signal?.reason as Error);
      };
      const timer = this.at(this.#elapsed + Math.max(0, Math.ceil(ms * 1e6)), () => {
        signal?.removeEventListener('abort', onAbort);
        this.settles();
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /**
   * Runs the clock until `work` has settled, and returns its result. Rejects too if nothing is left that could settle
   * it.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) throw new Error('virtual time is running already');
    this.#running = true;
    let over = false;
    try {
      const result = work().finally(() => (over = true));
      // It is awaited below; until then a rejection must not end the process.
      result.catch(() => undefined);
      await this.#go(() => over);
      return await result;
    } finally {
      this.#running = false;
    }
  }

  async #go(isOver: () => boolean): Promise<void> {
    this.#unsettled = true;
    for (;;) {
      this.#runTasks();
      if (this.#unsettled) {
        this.#unsettled = false;
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (isOver()) return;
        continue;
      }
      if (this.#outside.size > 0) {
        await Promise.race(this.#outside);
        this.#unsettled = true;
        continue;
      }
      const timer = this.#timers.take();
      if (!timer) throw new Error('virtual time is stuck: all tasks wait, and there is no timer');
      this.#elapsed = timer.at;
      timer.fire();
    }
  }

  #runTasks(): void {
    const tasks = this.#tasks;
    // By index, because shifting a long array is slow.
    for (let next = 0; next < tasks.length; next += 1) {
      tasks[next]?.();
      if (next < 1024) continue;
      tasks.splice(0, next + 1);
      next = -1;
    }
    tasks.length = 0;
  }
}

function ignore(): void {
  // Only that the work has ended matters.
}
