import type { Clock } from '../../lib/clock.ts';
import type { AlertWatch } from '../alerts/watcher.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import type { FloodAccount } from '../faults/telemetry-flood.ts';
import type { Ledger, OpeningBalance } from '../sampling/ledger/ledger.ts';
import type { Load } from '../load/load.ts';
import type { Secret } from '../load/requests.ts';
import type { Scenario } from '../scenario.ts';

/** What an expectation can draw on, once the steady state is asked for. */
export interface RunContext {
  readonly scenario: Scenario;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly pace: number;
  readonly withFaults: boolean;
  readonly signal: AbortSignal;
  readonly load: Load;
  readonly watch: AlertWatch;
  readonly opening: OpeningBalance;
  readonly secrets: readonly Secret[];
  /** What became of the spans that the run sent itself, as a fault. */
  readonly flood: Readonly<FloodAccount>;
}

/** As RunContext, after the load has ended and its traces were looked up. */
export interface ClosedContext extends RunContext {
  readonly ledger: Ledger;
}

/** From before the first request until now, in milliseconds since the epoch; with room for clocks that round. */
export function runWindow({ opening, clock }: RunContext): { start: number; end: number } {
  return { start: opening.time - 1000, end: clock.now() + 1000 };
}

/** How long data may be on its way through batches and intervals before it is asked for in vain. */
export function arrivalMs(pace: number): number {
  return 5000 + 30_000 / pace;
}
