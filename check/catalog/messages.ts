import type { RunEvent } from '../../lib/events/run-event.ts';

/** What a thread is given to play scenarios with. */
export interface WorkerInput {
  module: WebAssembly.Module;
  wasmExecPath: string;
  seed: number;
  withFaults: boolean;
}

/** The name of a scenario of the catalogue, to be played next. */
export interface ToWorker {
  scenario: string;
}

export type FromWorker =
  | { type: 'event'; event: RunEvent }
  | { type: 'done' }
  /** The scenario was cut off; what of an error can cross threads. */
  | { type: 'failed'; error: { message: string; stack?: string; user?: UserErrorParts } };

export interface UserErrorParts {
  code: string;
  exitCode: number;
  hint?: string;
  details: readonly string[];
}
