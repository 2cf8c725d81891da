import { expect, test } from 'vitest';
import { sendTraffic, type SentRequest, type SimulationEvent } from '../../../../check/run/send-traffic.ts';
import { shopTraffic } from '../../../../check/inputs/traffic/shop-traffic.ts';
import type { Traffic } from '../../../../check/inputs/traffic/traffic.ts';
import { seededRandom } from '../../../../lib/random.ts';
import { ModelSystem } from '../../../../simulation/services/model-system.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

const epoch = 1_767_225_600;
const start = epoch * 1000;
const traffic: Traffic = {
  ...shopTraffic(),
  arrivalsPerSecond: 2,
  arrivals: 'even',
  warmUpMs: 10_000,
  baselineMs: 20_000,
  faultSchedule: [
    {
      faults: [{ label: 'slow', fault: 'latency', service: 'payment', parameters: { ms: 5 } }],
      forMs: 15_000,
      recoveryMs: 5_000,
    },
  ],
};

interface Run {
  events: SimulationEvent[];
  arrivals: number[];
  /** Whether the fault was active at each arrival. */
  active: Promise<boolean>[];
  ticks: number;
}

async function run(
  faultsAt: (now: number) => SentRequest['injectedFaults'],
  signal?: AbortSignal,
  sentTraffic = traffic,
): Promise<Run & Awaited<ReturnType<typeof sendTraffic>>> {
  const time = new VirtualTime(epoch);
  const random = seededRandom(1);
  const observed: Run = { events: [], arrivals: [], active: [], ticks: 0 };
  const sent = await time.run(() => {
    const send = (): Promise<{ status: number }> => Promise.resolve({ status: 200 });
    const intervals = { metrics: 1e9, batches: 1e9 };
    const system = new ModelSystem({ model: sentTraffic.system, time, random, send: () => send, intervals });
    return sendTraffic({
      traffic: sentTraffic,
      time,
      random,
      system,
      request: () => {
        const now = time.now();
        observed.arrivals.push(now - start);
        observed.active.push(
          system
            .faults('payment')
            .list()
            .then((faults) => faults.some(({ active }) => active)),
        );
        return { status: now < start + 10_000 ? 200 : 500, end: now + 70_000, injectedFaults: faultsAt(now) };
      },
      onEvent: (event) => observed.events.push(event),
      onTick: () => (observed.ticks += 1),
      signal,
    });
  });
  return { ...observed, ...sent };
}

test('requests arrive in warm-up, baseline and fault schedule, and a fault is active only in its window', async () => {
  const sent = await run(() => []);
  expect(sent.arrivals).toHaveLength(99);
  expect(sent.arrivals[0]).toBe(500);
  expect(sent.arrivals.at(-1)).toBe(49_500);
  expect(sent.timeline).toMatchObject({
    start,
    end: start + 50_000,
    baseline: { start: start + 10_000, end: start + 30_000 },
    faults: [{ label: 'slow', target: 'payment', start: start + 30_000, end: start + 45_000 }],
  });
  expect(sent.timeline.faults[0]?.firstAffectedAt).toBeUndefined();
  expect(sent.lastEnd).toBe(start + 49_500 + 70_000);
  const active = await Promise.all(sent.active);
  const whileActive = sent.arrivals.filter((_, index) => active[index]);
  expect([whileActive[0], whileActive.at(-1)]).toEqual([30_000, 44_500]);
  expect(sent.ticks).toBeGreaterThanOrEqual(3);
});

test('a load spike multiplies the rate in its window only, and affects requests from its start on', async () => {
  const faults = [{ label: 'spike', fault: 'load-spike', service: 'load', parameters: { factor: 5 } }];
  const spiked = { ...traffic, faultSchedule: [{ faults, forMs: 15_000, recoveryMs: 5_000 }] };
  const { arrivals, timeline } = await run(() => [], undefined, spiked);
  const within = (from: number, to: number): number => arrivals.filter((at) => at > from && at <= to).length;
  expect([within(0, 30_000), within(30_000, 45_000), within(45_000, 50_000)]).toEqual([60, 150, 9]);
  expect(timeline.faults).toMatchObject([{ label: 'spike', target: 'load', firstAffectedAt: start + 30_000 }]);
});

test('the load is reported with its failed requests', async () => {
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

test('a fault window has the time of its first affected request, and other faults do not count', async () => {
  const injected = (now: number): SentRequest['injectedFaults'] => [
    { service: 'payment', fault: 'error-rate', at: now },
    ...(now >= start + 33_000 ? [{ service: 'payment', fault: 'latency', at: now + 7 }] : []),
  ];
  const { timeline } = await run(injected);
  expect(timeline.faults[0]?.firstAffectedAt).toBe(start + 33_007);
});

test('two faults of a kind at one service are active together, and each has its own first affected request', async () => {
  const faults = ['/a', '/b'].map((route) => ({
    ...{ label: `slow ${route}`, fault: 'latency', service: 'payment' },
    parameters: { ms: 5, routes: [`GET ${route}`] },
  }));
  const both = { ...traffic, faultSchedule: [{ faults, forMs: 15_000, recoveryMs: 5_000 }] };
  const { timeline, active } = await run(
    (now) => (now < start + 33_000 ? [] : [{ service: 'payment', fault: 'latency', label: 'slow /b', at: now }]),
    undefined,
    both,
  );
  expect(timeline.faults.map(({ firstAffectedAt }) => firstAffectedAt)).toEqual([undefined, start + 33_000]);
  expect((await Promise.all(active)).filter(Boolean)).toHaveLength(30);
});

test('traffic that is aborted rejects with the reason', async () => {
  const reason = new Error('enough');
  await expect(run(() => [], AbortSignal.abort(reason))).rejects.toBe(reason);
});
