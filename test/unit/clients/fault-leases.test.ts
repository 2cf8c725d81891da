import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FaultLeases, leaseSeconds } from '../../../stack/clients/fault-leases.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a lease is renewed several times within its length, whether a renewal fails or not, until it ends', async () => {
  const leases = new FaultLeases();
  const renew = vi.fn(() =>
    renew.mock.calls.length === 2 ? Promise.reject(new Error('late')) : Promise.resolve(true),
  );
  leases.keep('payment/error-rate', renew);
  await vi.advanceTimersByTimeAsync(leaseSeconds * 1000);
  expect(renew.mock.calls.length).toBe(5);
  leases.end('payment/error-rate');
  await vi.advanceTimersByTimeAsync(leaseSeconds * 1000);
  expect(renew.mock.calls.length).toBe(5);
});

test('a fault that is no longer active is not renewed', async () => {
  const leases = new FaultLeases();
  const renew = vi.fn(() => Promise.resolve(false));
  leases.keep('payment/crash', renew);
  await vi.advanceTimersByTimeAsync(leaseSeconds * 1000);
  expect(renew.mock.calls.length).toBe(1);
});

test('a fault that is injected again has one renewal, the later one', async () => {
  const leases = new FaultLeases();
  const [first, second] = [vi.fn(() => Promise.resolve(true)), vi.fn(() => Promise.resolve(true))];
  leases.keep('payment/latency', first);
  leases.keep('payment/latency', second);
  await vi.advanceTimersByTimeAsync(leaseSeconds * 1000);
  expect(first).not.toHaveBeenCalled();
  expect(second.mock.calls.length).toBe(5);
});
