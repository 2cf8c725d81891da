import { expect, test } from 'vitest';
import { drain } from '../../../../check/run/drain.ts';
import { play, type Played, type WorldEvent } from '../../../../check/run/simulate.ts';
import { shopTraffic } from '../../../../check/inputs/traffic/shop-traffic.ts';
import type { Traffic } from '../../../../check/inputs/traffic/traffic.ts';
import { seededRandom } from '../../../../lib/random.ts';
import { ModelSystem } from '../../../../simulation/services/model-system.ts';
import { CollectorMetrics, type CollectorClient } from '../../../../stack/clients/collector.ts';
import { parsePrometheusText } from '../../../../stack/clients/prometheus-text.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

const epoch = 1_767_225_600;
const start = epoch * 1000;
const traffic: Traffic = {
  ...shopTraffic(),
  arrivalsPerSecond: 2,
  arrivals: 'even',
  warmUpMs: 10_000,
  baselineMs: 20_000,
  drill: [
    {
      faults: [{ label: 'slow', fault: 'latency', service: 'payment', parameters: { ms: 5 } }],
      forMs: 15_000,
      recoveryMs: 5_000,
    },
  ],
};

interface Run {
  events: WorldEvent[];
  arrivals: number[];
  /** Whether the fault was on, by arrival. */
  active: Promise<boolean>[];
  ticks: number;
}

async function run(
  struckAt: (now: number) => Played['struck'],
  signal?: AbortSignal,
): Promise<Run & Awaited<ReturnType<typeof play>>> {
  const time = new VirtualTime(epoch);
  const random = seededRandom(1);
  const told: Run = { events: [], arrivals: [], active: [], ticks: 0 };
  const played = await time.run(() => {
    const send = (): Promise<{ status: number }> => Promise.resolve({ status: 200 });
    const intervals = { metrics: 1e9, batches: 1e9 };
    const system = new ModelSystem({ model: traffic.system, time, random, send, intervals });
    return play({
      traffic,
      time,
      random,
      system,
      request: () => {
        const now = time.now();
        told.arrivals.push(now - start);
        told.active.push(
          system
            .faults('payment')
            .list()
            .then((faults) => faults.some(({ active }) => active)),
        );
        return { status: now < start + 10_000 ? 200 : 500, end: now + 70_000, struck: struckAt(now) };
      },
      onEvent: (event) => told.events.push(event),
      onTick: () => (told.ticks += 1),
      signal,
    });
  });
  return { ...told, ...played };
}

test('requests arrive through warm-up, baseline and drill, and faults act in their windows alone', async () => {
  const told = await run(() => []);
  expect(told.arrivals).toHaveLength(99);
  expect(told.arrivals[0]).toBe(500);
  expect(told.arrivals.at(-1)).toBe(49_500);
  expect(told.timeline).toMatchObject({
    start,
    end: start + 50_000,
    baseline: { start: start + 10_000, end: start + 30_000 },
    faults: [{ label: 'slow', target: 'payment', start: start + 30_000, end: start + 45_000 }],
  });
  expect(told.timeline.faults[0]?.firstStruck).toBeUndefined();
  expect(told.lastEnd).toBe(start + 49_500 + 70_000);
  const active = await Promise.all(told.active);
  const whileActive = told.arrivals.filter((_, index) => active[index]);
  expect([whileActive[0], whileActive.at(-1)]).toEqual([30_000, 44_500]);
  expect(told.ticks).toBeGreaterThanOrEqual(3);
});

test('what was sent is told with what failed of it', async () => {
  const { events } = await run(() => []);
  expect(events.at(-1)).toMatchObject({ type: 'load', sent: 99, ok: 19, failed: 80 });
  expect(
    events.filter(({ type }) => type !== 'load').map(({ type, time }) => [type, Date.parse(time) - start]),
  ).toEqual([
    ['phase', 0],
    ['phase', 30_000],
    ['fault.start', 30_000],
    ['fault.end', 45_000],
    ['phase', 45_000],
  ]);
});

test('the first request that a fault strikes is known of its window, and no other fault counts', async () => {
  const struck = (now: number): Played['struck'] => [
    { service: 'payment', fault: 'error-rate', at: now },
    ...(now >= start + 33_000 ? [{ service: 'payment', fault: 'latency', at: now + 7 }] : []),
  ];
  const { timeline } = await run(struck);
  expect(timeline.faults[0]?.firstStruck).toBe(start + 33_007);
});

test('traffic that is broken off ends with the reason', async () => {
  const reason = new Error('enough');
  await expect(run(() => [], AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('the end is when queues are empty and the sampler has decided, and what never empties is not waited for', async () => {
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
  const waits = { time, decisionWaits: [10_000], signal: undefined };
  const first = await time.run(() =>
    drain({ ...waits, collector: collectorWith([reading(3, 5), reading(0, 6), reading(0, 5)]) }),
  );
  // The wait, two seconds for the turn of the decision, fifteen for what is behind it, and two more looks.
  expect(first.time - start).toBe(10_000 + 2000 + 15_000 + 2 * 5000);
  const before = time.now();
  const never = await time.run(() => drain({ ...waits, collector: collectorWith([reading(3, 5)]) }));
  expect(never.time - before).toBe(27_000 + 120_000);
});
