import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { inconsistentSampling } from '../../../services/faults/inconsistent-sampling.ts';
import { clockSkew } from '../../../services/faults/clock-skew.ts';
import { shifted } from '../../../services/faults/inject-into-clock.ts';
import { memoryLeak } from '../../../services/faults/memory-leak.ts';
import { logStorm } from '../../../services/faults/log-storm.ts';
import { slowQueries } from '../../../services/faults/slow-queries.ts';
import { lostContext } from '../../../services/faults/lost-context.ts';
import { crash } from '../../../services/faults/crash.ts';
import { errorRate, InjectedError } from '../../../services/faults/error-rate.ts';
import type { FaultDefinition } from '../../../services/faults/fault.ts';
import { createFaultSet, type FaultSet } from '../../../services/faults/fault-set.ts';
import { latency } from '../../../services/faults/latency.ts';
import { randomFrom } from '../../../services/faults/random.ts';
import { secretInUrl } from '../../../services/faults/secret-in-url.ts';

function setOf(...definitions: FaultDefinition[]): FaultSet {
  return createFaultSet(definitions, ['GET /a', 'POST /b']);
}

async function affectedRequests(faults: FaultSet, route: string, times: number): Promise<boolean[]> {
  const affected: boolean[] = [];
  for (let i = 0; i < times; i++) {
    affected.push(
      await faults.beforeWork(route).then(
        () => false,
        () => true,
      ),
    );
  }
  return affected;
}

test('nothing happens while no fault is active', async () => {
  const faults = setOf(latency, errorRate, secretInUrl, lostContext);
  await faults.beforeWork('GET /a');
  const url = new URL('http://order/x?a=1');
  expect(faults.beforeCall(url)).toBe(false);
  expect(url.href).toBe('http://order/x?a=1');
  expect(faults.dropsContext()).toBe(false);
  expect(faults.list().map(({ active }) => active)).toEqual([false, false, false, false]);
});

test('error-rate fails with its status, only on its routes, until it is ended', async () => {
  const faults = setOf(errorRate);
  faults.activate('error-rate', { status: 503, routes: ['POST /b'] });
  await faults.beforeWork('GET /a');
  const error: unknown = await faults.beforeWork('POST /b').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InjectedError);
  expect(error).toMatchObject({ statusCode: 503, name: 'InjectedError' });
  expect(faults.deactivate('error-rate')).toBe(true);
  await faults.beforeWork('POST /b');
});

test('a rate of 0 affects no request and a rate of 1 affects all', async () => {
  const faults = setOf(errorRate);
  faults.activate('error-rate', { rate: 0 });
  expect(await affectedRequests(faults, 'GET /a', 50)).not.toContain(true);
  faults.activate('error-rate', { rate: 1 });
  expect(await affectedRequests(faults, 'GET /a', 50)).not.toContain(false);
});

test('a seed fixes which requests are affected; another seed affects others; the rate is kept', async () => {
  const run = (seed: number): Promise<boolean[]> => {
    const faults = setOf(errorRate);
    faults.activate('error-rate', { rate: 0.3, seed });
    return affectedRequests(faults, 'GET /a', 1000);
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
  // 4 standard deviations of 14.5 about 300; the sequence is fixed, so that this cannot vary.
  expect(Math.abs(first.filter(Boolean).length - 300)).toBeLessThan(58);
});

test('activating a fault again starts its sequence again', async () => {
  const faults = setOf(errorRate);
  faults.activate('error-rate', { rate: 0.5, seed: 3 });
  const first = await affectedRequests(faults, 'GET /a', 20);
  faults.activate('error-rate', { rate: 0.5, seed: 3 });
  expect(await affectedRequests(faults, 'GET /a', 20)).toEqual(first);
});

test('latency waits for no less than ms minus jitter', async () => {
  const faults = setOf(latency);
  faults.activate('latency', { ms: 30, jitterMs: 5 });
  const start = performance.now();
  await faults.beforeWork('GET /a');
  // Timers may be a millisecond early.
  expect(performance.now() - start).toBeGreaterThan(23);
});

test('secrets go into the URL of each call', () => {
  const faults = setOf(secretInUrl);
  faults.activate('secret-in-url', { token: 'a&b', password: 'p' });
  const url = new URL('http://order/x?c=1');
  expect(faults.beforeCall(url)).toBe(true);
  expect(url.href).toBe('http://order/x?c=1&token=a%26b&password=p');
});

test('lost-context drops a share of contexts', () => {
  const faults = setOf(lostContext);
  faults.activate('lost-context', { rate: 0.5, seed: 1 });
  const dropped = Array.from({ length: 100 }, () => faults.dropsContext());
  expect(dropped).toContain(true);
  expect(dropped).toContain(false);
});

test('inconsistent-sampling decides by the trace id, and only while it is active', () => {
  const faults = setOf(inconsistentSampling);
  const ids = Array.from({ length: 400 }, (_, i) => createHash('md5').update(String(i)).digest('hex'));
  expect(ids.map((id) => faults.samples(id))).toEqual(ids.map(() => undefined));
  faults.activate('inconsistent-sampling', { ratio: 0.25 });
  const sampled = ids.filter((id) => faults.samples(id));
  expect(sampled.length).toBeGreaterThan(60);
  expect(sampled.length).toBeLessThan(140);
  expect(ids.filter((id) => faults.samples(id))).toEqual(sampled);
  faults.activate('inconsistent-sampling', { ratio: 1 });
  expect(ids.every((id) => faults.samples(id))).toBe(true);
});

test('crash exits after its delay, and not when it is ended before', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const exit = vi.fn();
  const faults = setOf(crash(exit));
  const activated = faults.activate('crash', { afterMs: 1000 });
  vi.advanceTimersByTime(5000);
  expect(exit).not.toHaveBeenCalled();
  activated?.begin();
  vi.advanceTimersByTime(999);
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(exit).toHaveBeenCalledOnce();
  faults.activate('crash', { afterMs: 1000 })?.begin();
  faults.clear();
  vi.advanceTimersByTime(5000);
  expect(exit).toHaveBeenCalledOnce();
});

test('a fault that the service does not have is distinguished from one that is not active', () => {
  const faults = setOf(errorRate);
  expect(faults.activate('latency', { ms: 1 })).toBeUndefined();
  expect(faults.deactivate('latency')).toBe(false);
  expect(faults.deactivate('error-rate')).toBe(true);
});

test('invalid parameters leave an active fault as it is', () => {
  const faults = setOf(errorRate);
  faults.activate('error-rate', { rate: 0.25 });
  expect(() => faults.activate('error-rate', { rate: 7 })).toThrow('from 0 to 1');
  expect(faults.list()[0]?.parameters).toMatchObject({ rate: 0.25 });
});

test('seeded numbers are uniform in [0, 1)', () => {
  const random = randomFrom(5);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
});

test('a fault with a lease ends once it is no longer renewed', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const faults = setOf(errorRate, latency);
  const onExpired = vi.fn();
  const active = (): boolean[] => faults.list().map((fault) => fault.active);
  faults.activate('error-rate', {}, { ms: 1_000, onExpired });
  faults.activate('latency', { ms: 1 });
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(999);
    expect(faults.renew('error-rate')).toBe(true);
  }
  expect(active()).toEqual([true, true]);
  vi.advanceTimersByTime(1_000);
  expect(active()).toEqual([false, true]);
  expect(onExpired).toHaveBeenCalledOnce();
  expect(faults.renew('error-rate')).toBe(false);
  // One without a lease cannot be renewed, and one that was ended does not expire.
  expect(faults.renew('latency')).toBe(false);
  faults.activate('error-rate', {}, { ms: 1_000, onExpired });
  faults.deactivate('error-rate');
  faults.activate('error-rate', {});
  vi.advanceTimersByTime(60_000);
  expect(active()).toEqual([true, true]);
  expect(onExpired).toHaveBeenCalledOnce();
});

test('log-storm logs as many lines as its rate, until it is ended', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const faults = setOf(logStorm(log));
  faults.activate('log-storm', { linesPerSecond: 25, severity: 'warn' })?.begin();
  vi.advanceTimersByTime(2000);
  expect(log.warn).toHaveBeenCalledTimes(50);
  expect(log.error).not.toHaveBeenCalled();
  faults.clear();
  vi.advanceTimersByTime(2000);
  expect(log.warn).toHaveBeenCalledTimes(50);
});

test('slow-queries delays a share of queries, around its duration', () => {
  const faults = setOf(slowQueries);
  expect(faults.queryDelayMs()).toBe(0);
  faults.activate('slow-queries', { ms: 200, jitterMs: 50, rate: 0.5, seed: 1 });
  const delays = Array.from({ length: 100 }, () => faults.queryDelayMs());
  expect(delays).toContain(0);
  const slow = delays.filter((ms) => ms > 0);
  expect(slow.length).toBeGreaterThan(30);
  expect(slow.every((ms) => ms >= 150 && ms <= 250)).toBe(true);
});

test('clock-skew shifts timestamps in both directions', () => {
  const faults = setOf(clockSkew);
  expect(faults.clockOffsetMs()).toBe(0);
  faults.activate('clock-skew', { offsetMs: -2500 });
  expect(faults.clockOffsetMs()).toBe(-2500);
  expect(shifted([10, 200_000_000], -2500)).toEqual([7, 700_000_000]);
  expect(shifted([10, 800_000_000], 2500)).toEqual([13, 300_000_000]);
  expect(shifted([10, 800_000_000], -800)).toEqual([10, 0]);
});

describe('memory-leak', () => {
  test('fills the heap at a steady rate, until it is ended', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let bytes = 0;
    const allocate = (more: number): void => void (bytes += more);
    const faults = setOf(memoryLeak(() => ({ limit: 3000, used: 1000, allocate })));
    faults.activate('memory-leak', { overMs: 10_000 })?.begin();
    vi.advanceTimersByTime(5000);
    expect(bytes).toBe(1000);
    vi.advanceTimersByTime(5000);
    expect(bytes).toBe(2000);
    faults.clear();
    vi.advanceTimersByTime(5000);
    expect(bytes).toBe(2000);
  });

  test('is refused where the heap has no limit that the machine can bear', () => {
    const heap = { limit: 4 * 2 ** 30, used: 0, allocate: () => undefined };
    const faults = setOf(memoryLeak(() => heap));
    expect(() => faults.activate('memory-leak', {})).toThrow(
      'may grow to 4096 MiB, and at most 512 MiB are filled; start the service with --max-old-space-size=128',
    );
    expect(faults.list()[0]?.active).toBe(false);
  });
});
