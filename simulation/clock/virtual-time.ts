import type { Clock } from '../../lib/clock.ts';
import { TimerHeap, type Timer } from './timer-heap.ts';

/** Where the monotonic clock of programs begins: not at zero, which Go refuses. */
const originNs = 1_000_000_000;

/**
 * Time that moves only when nothing is left to do: tasks run one after the other, promises settle, and only then does the clock jump to
 * the earliest timer. Everything that happens in one world happens in one order, given by what asked first.
 *
 * What waits for anything of this machine (files, compilers, people) says so by `outside`: time would go on without it.
 */
export class VirtualTime implements Clock {
  readonly #startSeconds: number;
  readonly #tasks: (() => void)[] = [];
  readonly #timers = new TimerHeap();
  /** Nanoseconds since the start. */
  #elapsed = 0;
  /** Promises may have been settled, whose followers have not run yet. */
  #unsettled = false;
  readonly #outside = new Set<Promise<unknown>>();
  #running = false;

  /** `start` is the time of day at which the world begins, in whole seconds since the Unix epoch. */
  constructor(start: number) {
    this.#startSeconds = Math.floor(start);
  }

  /** Whole milliseconds since the Unix epoch, as `Date.now` has them. */
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

  monotonicNs(): number {
    return originNs + this.#elapsed;
  }

  wallTime(): [number, number] {
    return [this.#startSeconds + Math.floor(this.#elapsed / 1e9), this.#elapsed % 1e9];
  }

  /** Runs a task when what runs now has ended, after those that were asked for before. */
  readonly later = (task: () => void): void => {
    this.#tasks.push(task);
  };

  /** Calls `fire` once, when `ms` have passed; answers how to call that off. */
  after(ms: number, fire: () => void): () => void {
    const timer = this.at(this.#elapsed + Math.max(0, Math.ceil(ms * 1e6)), fire);
    return () => this.cancel(timer);
  }

  /** As `after`, at a moment of this clock in nanoseconds since the start; for those who call nothing off. */
  at(elapsedNs: number, fire: () => void): Timer {
    return this.#timers.add(Math.max(this.#elapsed, elapsedNs), fire);
  }

  cancel(timer: Timer): void {
    this.#timers.cancel(timer);
  }

  /** To be called by whoever settles a promise in a task or a timer: its followers run before time moves. */
  settles(): void {
    this.#unsettled = true;
  }

  /** Lets time stand still until this machine has done what is asked of it. */
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

  /** Lets time pass until `work` has settled, and answers with its result. Rejects also when it waits for what can never come. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) throw new Error('virtual time is running already');
    this.#running = true;
    let over = false;
    try {
      const result = work().finally(() => (over = true));
      // Observed below; a rejection while the loop still runs must not end the process.
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
      if (!timer) throw new Error('virtual time stands still: everything waits, and no timer is left');
      this.#elapsed = timer.at;
      timer.fire();
    }
  }

  #runTasks(): void {
    const tasks = this.#tasks;
    // By index: shifting a long queue costs its length each time.
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
  // Only that it is over matters.
}
