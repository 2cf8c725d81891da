import type { FromWorker, ToWorker } from './worker/protocol.ts';

/** A check in a worker. It is kept, with the compiled engine, for the next check; only `stop` ends it. */
export class CheckClient {
  readonly #url: string;
  #worker: Worker | undefined;

  constructor(workerUrl: string) {
    this.#url = workerUrl;
  }

  /** Starts a check, whose messages come one after the other until `done` or `failed`. One at a time. */
  start(message: ToWorker, onMessage: (message: FromWorker) => void): void {
    const worker = (this.#worker ??= new Worker(this.#url, { type: 'module' }));
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => onMessage(data);
    worker.onerror = ({ message: reason }) => {
      this.stop();
      const text = reason === '' ? 'The worker could not be loaded.' : reason;
      onMessage({ type: 'failed', message: text, details: [], hint: undefined });
    };
    worker.postMessage(message);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
