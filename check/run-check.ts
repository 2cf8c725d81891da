import type { RunEvent } from '../lib/events/run-event.ts';
import type { LoadedEngine } from '../stack/engine/load.ts';
import { prepareEngine } from './run/prepare-engine.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { simulateCheck } from './run/simulate-check.ts';
import type { CheckRequest } from './request.ts';

export interface RunCheckOptions {
  signal: AbortSignal;
  /** Called while the engine is built, before the first event of the check. */
  onComponent?: (event: RunEvent) => void;
  /** Called with the files that the check reads; `included` are those whose values nothing may print. */
  onFiles?: (files: readonly string[], included: readonly string[]) => void;
  /** Gives an engine that is compiled already, or what the argument makes. */
  engineOf?: (prepare: () => Promise<LoadedEngine>) => Promise<LoadedEngine>;
}

/**
 * Checks the user's configuration: simulates traffic and faults in virtual time and reports the results as events, one
 * run for each scenario, or one for the fault schedule of the traffic. Rejects with a UserError if a file cannot be
 * read or is rejected by the Collector or Prometheus (exit code 2), or if there is no engine (4), and with the signal's
 * reason.
 */
export async function* runCheck(
  request: CheckRequest,
  { signal, onComponent, onFiles, engineOf = (prepare) => prepare() }: RunCheckOptions,
): AsyncGenerator<RunEvent, void> {
  // Before the engine, so that mistakes in files are reported at once.
  const inputs = readInputs(request);
  onFiles?.(inputs.files, inputs.included);
  const isBrief = request.quick === true;
  const engine = await engineOf(() => prepareEngine({ signal, onComponent, env: request.env, isBrief }));
  signal.throwIfAborted();
  for (const traffic of inputs.traffics) yield* simulateCheck({ request, inputs, traffic, engine, signal });
}
