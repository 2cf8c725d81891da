import { queuedItems, readCounters, undecided } from '../../scenarios/sampling/ledger/pipeline-counters.ts';
import type { CollectorClient } from '../../stack/clients/collector.ts';
import type { VirtualTime } from '../../simulation/clock/virtual-time.ts';
import type { CollectorReading } from './observations.ts';

/** How often to poll, and for how long at most after the expected time. */
const pollEveryMs = 5000;
const timeoutMs = 120_000;

/** Of batches and queues, unless the configuration has longer batches. */
const usualBatchingMs = 15_000;
/** Of queues alone. */
const queuesMs = 5000;

/** How long after the last span has reached the Collector all traces are decided and exported. */
export function decidedAfterMs(decisionWaits: readonly number[], batchingMs: number): number {
  // Samplers in a row wait one after the other. Each decides once a second.
  const decided = decisionWaits.reduce((sum, wait) => sum + wait + 2000, 0);
  return decided + Math.max(usualBatchingMs, batchingMs + queuesMs);
}

/**
 * Waits until the Collector has decided on every trace and its queues are empty, and returns its metrics at that
 * moment. Stops waiting after two minutes more than expected.
 */
export async function drainCollector(options: {
  time: VirtualTime;
  collector: Pick<CollectorClient, 'read'>;
  decisionWaits: readonly number[];
  batchingMs: number;
  signal: AbortSignal | undefined;
}): Promise<CollectorReading> {
  const { time, collector, decisionWaits, batchingMs, signal } = options;
  await time.sleep(decidedAfterMs(decisionWaits, batchingMs), signal);
  const deadline = time.now() + timeoutMs;
  for (;;) {
    const metrics = await collector.read(signal);
    const waiting = Object.values(queuedItems(metrics)).reduce((sum, items) => sum + items, 0);
    const isDecided = decisionWaits.length !== 1 || undecided(readCounters(metrics)) <= 0;
    if ((waiting === 0 && isDecided) || time.now() >= deadline) return { time: time.now(), metrics };
    await time.sleep(pollEveryMs, signal);
  }
}
