import type { RunEvent } from '../../lib/events/run-event.ts';

/** What a thread gets at its start. */
export interface WorkerInput {
  module: WebAssembly.Module;
  glue: string;
  seed: number;
  withFaults: boolean;
}

/** The name of the scenario to simulate next. */
export interface ToWorker {
  scenario: string;
}

/** What a thread reports about its scenario. */
export type FromWorker =
  | { type: 'event'; event: RunEvent }
  | { type: 'done' }
  /** The scenario ended with an error, whose class cannot cross threads. */
  | { type: 'failed'; error: { message: string; stack?: string; user?: UserErrorParts } };

/** The fields of a UserError, apart from its message. */
export interface UserErrorParts {
  code: string;
  exitCode: number;
  hint?: string;
  details: readonly string[];
}
