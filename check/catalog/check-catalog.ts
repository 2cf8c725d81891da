import { availableParallelism } from 'node:os';
import { durationMs } from '../../scenarios/pace.ts';
import { Channel } from '../../lib/events/channel.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { ScenarioThread } from './scenario-thread.ts';

const minute = 60_000;

export interface CatalogCheck {
  engine: LoadedEngine;
  seed: number;
  withFaults: boolean;
  signal: AbortSignal;
  /** Told of each event at once, while the others of its scenario may have to wait for those before. */
  onSimulated?: (scenario: string, event: RunEvent) => void;
}

/**
 * Runs scenarios of the catalogue in virtual time with production windows, as many at once as there are processors, and tells them one
 * after another in their order, whichever ends first. Rejects with what cut one off, and with the signal's reason.
 */
export async function* checkCatalog(
  scenarios: readonly Scenario[],
  { engine, seed, withFaults, signal, onSimulated }: CatalogCheck,
): AsyncGenerator<RunEvent, void> {
  const queue = scenarios.map((scenario) => ({
    name: scenario.name,
    size: sizeOf(scenario),
    told: new Channel<RunEvent>(),
  }));
  // The largest first, so that no processor is idle while the last one is played.
  const left = [...queue].sort((a, b) => b.size - a.size);
  const threads = Array.from({ length: Math.min(availableParallelism(), queue.length) }, () => {
    return new ScenarioThread({ ...engine, seed, withFaults });
  });
  const endAll = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.end()));
  };
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    for (const { told } of queue) told.close();
    void endAll();
  };
  const onAbort = (): void => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const work = async (thread: ScenarioThread): Promise<void> => {
    for (let next = left.shift(); next && !failure; next = left.shift()) {
      const { name, told } = next;
      await thread.play(name, (event) => {
        told.push(event);
        onSimulated?.(name, event);
      });
      told.close();
    }
  };
  try {
    signal.throwIfAborted();
    for (const thread of threads) void work(thread).catch(fail);
    for (const { told } of queue) {
      yield* told.items();
      if (failure) throw failure.error;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await endAll();
  }
}

/** How much there is to play, in comparison with others: roughly its requests. */
function sizeOf({ duration, load, faults }: Scenario): number {
  const aroundIt = faults.length > 0 ? 2 * minute : minute;
  return (durationMs(duration) + aroundIt) * load.arrivalsPerSecond;
}
