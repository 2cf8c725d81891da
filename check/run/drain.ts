import { queuedItems, readCounters, undecided } from '../../scenarios/sampling/ledger/pipeline-counters.ts';
import type { CollectorClient } from '../../stack/clients/collector.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { CollectorReading } from './observations.ts';

/** Between two looks, and for how long at most they go on after what was to be expected. */
const lookEveryMs = 5000;
const longestMs = 120_000;

/** How long after the last span has reached the Collector everything it decides on was decided and has left it. */
export function decidedAfterMs(decisionWaits: readonly number[]): number {
  // Samplers in a row wait one after the other. Each decides once a second, and batches and queues behind them wait too.
  return decisionWaits.reduce((sum, wait) => sum + wait + 2000, 0) + 15_000;
}

/**
 * Waits until the Collector has decided on every trace and its queues are empty, and answers its metrics then. What never empties is not
 * waited for.
 */
export async function drain(options: {
  time: VirtualTime;
  collector: CollectorClient;
  decisionWaits: readonly number[];
  signal: AbortSignal | undefined;
}): Promise<CollectorReading> {
  const { time, collector, decisionWaits, signal } = options;
  await time.sleep(decidedAfterMs(decisionWaits), signal);
  const deadline = time.now() + longestMs;
  for (;;) {
    const metrics = await collector.read(signal);
    const waiting = Object.values(queuedItems(metrics)).reduce((sum, items) => sum + items, 0);
    const isDecided = decisionWaits.length !== 1 || undecided(readCounters(metrics)) <= 0;
    if ((waiting === 0 && isDecided) || time.now() >= deadline) return { time: time.now(), metrics };
    await time.sleep(lookEveryMs, signal);
  }
}
