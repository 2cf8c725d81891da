import { Worker } from 'node:worker_threads';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { fromSentError } from '../../../lib/sent-error.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import { explainError } from '../../threads/explain-error.ts';
import { ThreadRequests } from '../../threads/thread-requests.ts';
import type { FromStore, StoreInput, StorePorts, StoreRequest } from './messages.ts';
import { watchBeats } from './watch.ts';

export interface StoreThreadOptions {
  /** The compiled file of the thread, which calls `runStore`. */
  entry: string;
  /** For debuggers. */
  name: string;
  ports: StorePorts;
  onLine: (line: string) => void;
  /** How long it may not respond until it is ended; a minute by default, which no query or export takes. */
  silentMs?: number;
}

/** A busy machine may take this long to start a thread. */
const openMs = 45_000;
/** In addition to what requests under way may take. */
const closeMs = 3_000;

/**
 * The limits of the thread's heap. A full store has 128 MiB, a query may take as much, and an export of 64 MiB several
 * times its size while it is decoded.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 4 };

/** A store in a thread of its own, so that nothing that it does keeps the main thread or another store waiting. */
export class StoreThread implements Interruptible {
  /** Resolves with the reason when the thread ended by itself or no longer responded; its ports are free then. */
  readonly ended: Promise<string>;

  readonly #worker: Worker;
  readonly #vitals = new BigInt64Array(new SharedArrayBuffer(16));
  readonly #requests = new ThreadRequests();
  #reason: string | undefined;
  /** What the thread threw. */
  #cause: unknown;

  constructor({ entry, name, ports, onLine, silentMs = 60_000 }: StoreThreadOptions) {
    const input: StoreInput = {
      ports,
      vitals: this.#vitals.buffer,
      pauseFlag: this.#requests.pauseFlag,
    };
    this.#worker = new Worker(entry, {
      workerData: input,
      name,
      resourceLimits,
    });
    this.#worker.on('message', (message: FromStore) => {
      if (message.type === 'line') onLine(message.text);
      else this.#requests.settle(message.id, message.failure && fromSentError(message.failure));
    });
    const beats = (): bigint | 'paused' => (this.#requests.isPaused ? 'paused' : Atomics.load(this.#vitals, 0));
    const unwatch = watchBeats(beats, Math.ceil(silentMs / 1000), () => {
      this.#reason ??= `it did not respond for ${formatDuration(silentMs)} and was ended`;
      void this.#worker.terminate();
    });
    this.#worker.on('error', (error) => {
      this.#reason ??= explainError(error);
      this.#cause ??= error;
    });
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        unwatch();
        this.#reason ??= `its thread ended with code ${code}`;
        this.#requests.rejectAll(new Error(this.#reason, { cause: this.#cause }));
        resolve(this.#reason);
      });
    });
  }

  get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /** The memory of its data. */
  bytes(): number {
    return Number(Atomics.load(this.#vitals, 1));
  }

  /**
   * Resolves when it answers on its ports; also after `close`, with the data that it had.
   * @throws UserError `port-taken`
   */
  open(): Promise<void> {
    return this.#send({ type: 'open' }, openMs);
  }

  /** Lets requests under way end, for `graceMs` at most, and frees its ports. A thread that does not is ended. */
  async close(graceMs: number): Promise<void> {
    this.#requests.resume();
    try {
      await this.#send({ type: 'close', graceMs }, graceMs + closeMs);
    } catch {
      await this.end();
    }
  }

  /** Ends the thread at once, and its data with it. */
  async end(): Promise<void> {
    this.#reason ??= 'its thread was ended';
    await this.#worker.terminate();
  }

  pause(): Promise<void> {
    return this.#send({ type: 'pause' });
  }

  resume(): Promise<void> {
    this.#requests.resume();
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return this.#send({ type: 'disconnect' });
  }

  reconnect(): Promise<void> {
    return this.#send({ type: 'reconnect' });
  }

  #send(request: StoreRequest, timeoutMs?: number): Promise<void> {
    if (this.#reason !== undefined) return Promise.reject(new Error(this.#reason));
    return this.#requests.send(this.#worker, request, timeoutMs);
  }
}
