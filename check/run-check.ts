import type { RunEvent } from '../lib/events/run-event.ts';
import { prepareEngine } from './run/prepare-engine.ts';
import { readGiven } from './inputs/read-inputs.ts';
import { playCheck } from './run/simulate-check.ts';
import type { CheckRequest } from './request.ts';

export interface RunCheckOptions {
  signal: AbortSignal;
  /** Told while the engine is built, before the first event of the check. */
  onComponent?: (event: RunEvent) => void;
}

/**
 * Plays known traffic through a person's configuration in virtual time, and tells what became of it: one run for each scenario, or one for
 * the drill of the traffic. Rejects with a UserError for what cannot be read or is refused by the Collector or Prometheus (exit code 2), where
 * there is no engine (4), and with the signal's reason.
 */
export async function* runCheck(
  request: CheckRequest,
  { signal, onComponent }: RunCheckOptions,
): AsyncGenerator<RunEvent, void> {
  // Before the engine: what is wrong with a file is known at once.
  const given = readGiven(request);
  const engine = await prepareEngine({ signal, onComponent, env: request.env });
  for (const traffic of given.traffics) yield* playCheck({ request, given, traffic, engine, signal });
}
