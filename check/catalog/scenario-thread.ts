import { Worker } from 'node:worker_threads';
import { UserError } from '../../lib/errors.ts';
import type { ExitCode } from '../../lib/exit-codes.ts';
import { builtEntry } from '../../lib/paths.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';

/** A worker thread that simulates scenarios; a simulation keeps one processor busy. */
export class ScenarioThread {
  readonly #worker: Worker;

  constructor(input: WorkerInput) {
    this.#worker = new Worker(builtEntry('check/catalog/worker'), { workerData: input });
    // For errors between scenarios; `simulate` adds its own handler.
    this.#worker.on('error', () => undefined);
  }

  /** Simulates one scenario. Rejects with the error that ended it. */
  simulate(scenario: string, onEvent: (event: RunEvent) => void): Promise<void> {
    const worker = this.#worker;
    return new Promise<void>((resolve, reject) => {
      const end = (settle: () => void): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        settle();
      };
      const onMessage = (message: FromWorker): void => {
        if (message.type === 'event') onEvent(message.event);
        else if (message.type === 'done') end(resolve);
        else end(() => reject(errorOf(message)));
      };
      const onError = (error: Error): void => end(() => reject(error));
      const onExit = (code: number): void =>
        end(() => reject(new Error(`the thread that simulated ${scenario} ended with code ${code}`)));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage({ scenario } satisfies ToWorker);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function errorOf({ error }: Extract<FromWorker, { type: 'failed' }>): Error {
  const { message, stack, user } = error;
  if (user) return new UserError(message, { ...user, exitCode: user.exitCode as ExitCode });
  const internal = new Error(message);
  if (stack !== undefined) internal.stack = stack;
  return internal;
}
