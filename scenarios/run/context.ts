import type { Clock } from '../../lib/clock.ts';
import type { AlertWatch } from '../alerts/watcher.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import type { FloodAccount } from '../faults/flood-injector.ts';
import type { CountersAtStart, Ledger } from '../sampling/ledger/run-ledger.ts';
import type { Load } from '../load/load.ts';
import type { Secret } from '../load/requests.ts';
import type { SamplingThresholds } from '../sampling/thresholds.ts';
import type { Scenario } from '../scenario.ts';

/** What expectations and probes are evaluated on while a run goes on. */
export interface RunContext {
  readonly scenario: Scenario;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly pace: number;
  readonly withFaults: boolean;
  /** By which requests are classified, and what is expected of each class. */
  readonly thresholds: SamplingThresholds;
  readonly signal: AbortSignal;
  /** The service where the load's requests enter. */
  readonly entry: string;
  /** Spans of the run's own proxy that never reached the Collector. */
  readonly droppedByProxy?: (() => number) | undefined;
  readonly load: Load;
  readonly watch: AlertWatch;
  readonly atStart: CountersAtStart;
  readonly secrets: readonly Secret[];
  /** How the Collector answered the spans that the run sent itself, as a fault. */
  readonly flood: Readonly<FloodAccount>;
}

/** A run whose load has ended and whose traces were looked up. */
export interface ClosedContext extends RunContext {
  readonly ledger: Ledger;
}

/** From before the first request until now, in milliseconds since the epoch; with a margin for clocks that round. */
export function runWindow({ atStart, clock }: RunContext): { start: number; end: number } {
  return { start: atStart.time - 1000, end: clock.now() + 1000 };
}

/** How long data may take through batches and intervals until it can be queried. */
export function arrivalMs(pace: number): number {
  return 5000 + 30_000 / pace;
}
