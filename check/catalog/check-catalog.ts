import { availableParallelism } from 'node:os';
import { durationMs } from '../../scenarios/pace.ts';
import { Channel } from '../../lib/events/channel.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { ScenarioThread } from './scenario-thread.ts';

const minute = 60_000;

export interface CheckCatalogOptions {
  engine: LoadedEngine;
  seed: number;
  withFaults: boolean;
  signal: AbortSignal;
  /** Called with each event at once; the generator yields it only after all events of the scenarios before. */
  onEvent?: (scenario: string, event: RunEvent) => void;
}

/**
 * Simulates scenarios of the catalog with production windows, as many at once as there are processors, and yields their
 * events in the order of the scenarios. Rejects with the error that ended one, and with the signal's reason.
 */
export async function* checkCatalog(
  scenarios: readonly Scenario[],
  { engine, seed, withFaults, signal, onEvent }: CheckCatalogOptions,
): AsyncGenerator<RunEvent, void> {
  const queue = scenarios.map((scenario) => ({
    name: scenario.name,
    size: sizeOf(scenario),
    events: new Channel<RunEvent>(),
  }));
  // The largest first, so that no processor is idle while the last one runs.
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
    for (const { events } of queue) events.close();
    void endAll();
  };
  const onAbort = (): void => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const work = async (thread: ScenarioThread): Promise<void> => {
    for (let next = left.shift(); next && !failure; next = left.shift()) {
      const { name, events } = next;
      await thread.simulate(name, (event) => {
        events.push(event);
        onEvent?.(name, event);
      });
      events.close();
    }
  };
  try {
    signal.throwIfAborted();
    for (const thread of threads) void work(thread).catch(fail);
    for (const { events } of queue) {
      yield* events.items();
      if (failure) throw failure.error;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await endAll();
  }
}

/** The relative amount of work: roughly the number of requests. */
function sizeOf({ duration, load, faults }: Scenario): number {
  const aroundIt = faults.length > 0 ? 2 * minute : minute;
  return (durationMs(duration) + aroundIt) * load.arrivalsPerSecond;
}
