import type { Worker } from 'node:worker_threads';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ToWorker, WorkerOrder } from './host/messages.ts';

/** A thread hears an order between two pieces of its work; none takes as long as this. */
const patienceMs = 15_000;

/** What a component's thread is told to do to itself from outside, each with its answer. */
export class ThreadOrders {
  /** Given to the thread when it starts: it stands still while this holds a 1. */
  readonly standstill = new SharedArrayBuffer(4);
  readonly #waiting = new Map<number, (error?: Error) => void>();
  #last = 0;

  /** Resolves when the thread has answered that it is done; the last thing that it does before it stands still. */
  give(worker: Worker, type: WorkerOrder): Promise<void> {
    const order = (this.#last += 1);
    if (type === 'pause') Atomics.store(new Int32Array(this.standstill), 0, 1);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.goOn();
        this.done(order, new Error(`it did not ${type} within ${formatDuration(patienceMs)}`));
      }, patienceMs);
      const settle = (error?: Error): void => {
        clearTimeout(late);
        if (error) reject(error);
        else resolve();
      };
      this.#waiting.set(order, settle);
      worker.postMessage({ type, order } satisfies ToWorker);
    });
  }

  /** Lets a thread that stands still go on, also one that was only about to; else does nothing. */
  goOn(): void {
    const flag = new Int32Array(this.standstill);
    Atomics.store(flag, 0, 0);
    Atomics.notify(flag, 0);
  }

  done(order: number, error: Error | undefined): void {
    const settle = this.#waiting.get(order);
    this.#waiting.delete(order);
    settle?.(error);
  }

  /** The thread has ended and answers nothing any more. */
  giveUp(error: Error): void {
    for (const settle of this.#waiting.values()) settle(error);
    this.#waiting.clear();
  }
}
