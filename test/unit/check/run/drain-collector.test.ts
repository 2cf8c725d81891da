import { expect, test } from 'vitest';
import { decidedAfterMs, drainCollector } from '../../../../check/run/drain-collector.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';
import { CollectorMetrics, type CollectorClient } from '../../../../stack/clients/collector.ts';
import { parsePrometheusText } from '../../../../stack/clients/prometheus-text.ts';

const epoch = 1_767_225_600;
const start = epoch * 1000;

test('waits until queues are empty and the sampler has decided, and stops waiting for a queue that never empties', async () => {
  const time = new VirtualTime(epoch);
  const sampler = 'otelcol_processor_tail_sampling';
  const reading = (queue: number, received: number): CollectorMetrics =>
    new CollectorMetrics(
      parsePrometheusText(
        `otelcol_exporter_queue_size{exporter="a"} ${queue}\n${sampler}_new_trace_id_received ${received}\n` +
          `${sampler}_global_count_traces_sampled{sampled="true"} 5\n`,
      ),
    );
  const collectorWith = (readings: CollectorMetrics[]): CollectorClient =>
    ({
      read: () => Promise.resolve(readings.length > 1 ? readings.shift() : readings[0]),
    }) as unknown as CollectorClient;
  const waits = { time, decisionWaits: [10_000], batchingMs: 400, signal: undefined };
  const first = await time.run(() =>
    drainCollector({ ...waits, collector: collectorWith([reading(3, 5), reading(0, 6), reading(0, 5)]) }),
  );
  // The wait, two seconds for the turn of the decision, fifteen for what is behind it, and two more polls.
  expect(first.time - start).toBe(10_000 + 2000 + 15_000 + 2 * 5000);
  const before = time.now();
  const never = await time.run(() => drainCollector({ ...waits, collector: collectorWith([reading(3, 5)]) }));
  expect(never.time - before).toBe(27_000 + 120_000);
});

test('waits for batches that are held longer than usual', () => {
  expect(decidedAfterMs([], 20_000)).toBe(25_000);
  expect(decidedAfterMs([10_000], 400)).toBe(27_000);
});
