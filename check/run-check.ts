import { UserError } from '../lib/errors.ts';
import type { RunEvent } from '../scenarios/run/events.ts';
import type { CheckRequest } from './request.ts';

export interface RunCheckOptions {
  signal: AbortSignal;
  /** Told while the engine is built, before the first event of the check. */
  onComponent?: (event: RunEvent) => void;
}

/** Plays known traffic through a person's configuration in virtual time, and tells what became of it. */
export function runCheck(request: CheckRequest, options: RunCheckOptions): AsyncIterable<RunEvent> {
  void request;
  void options;
  throw new UserError('A configuration of your own cannot be checked yet.', { code: 'not-there' });
}
