import type { Worker } from 'node:worker_threads';
import { formatDuration } from '../../lib/duration/format-duration.ts';

/** A thread handles messages between two pieces of its work; none takes as long as this. */
const defaultTimeoutMs = 15_000;

/** The requests to a component's thread, each with its answer. The thread receives them with an `id`. */
export class ThreadRequests {
  /**
   * Shared with the thread from its start: it pauses while this holds a 1, because a paused thread handles no messages.
   */
  readonly pauseFlag = new SharedArrayBuffer(4);
  readonly #waiting = new Map<number, (error?: Error) => void>();
  #lastId = 0;

  /**
   * Resolves when the thread has answered that it is done; for `pause` that is the last thing it does before it pauses.
   */
  send(worker: Worker, request: { type: string }, timeoutMs = defaultTimeoutMs): Promise<void> {
    const id = (this.#lastId += 1);
    if (request.type === 'pause') Atomics.store(new Int32Array(this.pauseFlag), 0, 1);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.resume();
        this.settle(id, new Error(`it did not ${request.type} within ${formatDuration(timeoutMs)}`));
      }, timeoutMs);
      this.#waiting.set(id, (error) => {
        clearTimeout(late);
        if (error) reject(error);
        else resolve();
      });
      worker.postMessage({ ...request, id });
    });
  }

  get isPaused(): boolean {
    return Atomics.load(new Int32Array(this.pauseFlag), 0) === 1;
  }

  /** Resumes a thread that is paused or about to pause; else does nothing. */
  resume(): void {
    const flag = new Int32Array(this.pauseFlag);
    Atomics.store(flag, 0, 0);
    Atomics.notify(flag, 0);
  }

  settle(id: number, error: Error | undefined): void {
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    settle?.(error);
  }

  /** For a thread that has ended and sends no more answers. */
  rejectAll(error: Error): void {
    for (const settle of this.#waiting.values()) settle(error);
    this.#waiting.clear();
  }
}

/** Pauses the thread that calls it while the flag is set: its sockets stay open, and the kernel keeps what arrives. */
export function waitWhilePaused(pauseFlag: SharedArrayBuffer): void {
  Atomics.wait(new Int32Array(pauseFlag), 0, 1);
}
