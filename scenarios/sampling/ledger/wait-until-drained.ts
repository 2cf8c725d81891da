import type { Clock } from '../../../lib/clock.ts';
import { waitUntil, type Waited } from '../../../lib/wait.ts';
import type { CollectorApi } from '../../../stack/clients/clients.ts';
import { pollIntervalMs } from '../../pace.ts';
import { queued, readCounters, since, undecided, type PipelineCounters } from './pipeline-counters.ts';

export interface DrainOptions {
  collector: CollectorApi;
  /** The reading to count from. */
  before: PipelineCounters;
  /** At least so many new traces must have arrived since. */
  traces: number;
  timeoutMs: number;
  clock: Clock;
  pace: number;
  signal?: AbortSignal;
}

/**
 * Waits, by the Collector's own counters, until every expected trace has arrived, has been decided on, and has left the
 * exporters' queues. Traffic that goes on does not prolong the wait: only traces that had arrived by then count.
 */
export async function waitUntilDrained(options: DrainOptions): Promise<Waited<PipelineCounters>> {
  const { collector, before, traces, timeoutMs, clock, pace, signal } = options;
  let toDecide: number | undefined;
  let sent = -1;
  return waitUntil(
    async () => {
      const metrics = await collector.read(signal);
      const counters = readCounters(metrics);
      const arrived = since(before, counters).sampler.newTraces;
      if (arrived < traces) return notYet(`${arrived} of ${traces} traces had arrived at the sampler`);
      const waiting = undecided(counters);
      const decided = counters.sampler.newTraces - waiting;
      toDecide ??= counters.sampler.newTraces;
      if (waiting > 0 && decided < toDecide) return notYet(`${toDecide - decided} traces were still undecided`);
      const waitingSpans = queued(metrics);
      if (waitingSpans > 0) return notYet(`${waitingSpans} spans were still in the exporters' queues`);
      // A batch on its way to the store is in no queue: only when nothing more is sent has it arrived.
      const earlier = sent;
      sent = counters.exporter.sent;
      if (earlier !== sent) return notYet(`spans were still being sent (${sent})`);
      return { done: true, value: counters };
    },
    { timeoutMs, intervalMs: pollIntervalMs(pace), clock, ...(signal ? { signal } : {}) },
  );
}

function notYet(seen: string): { done: false; seen: string } {
  return { done: false, seen };
}
