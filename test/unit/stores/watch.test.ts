import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchBeats } from '../../../stack/stores/thread/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Calls `seconds` later. */
function watch(beats: () => bigint | 'paused', seconds: number): { calls: number; end: () => void } {
  const watched = { calls: 0, end: watchBeats(beats, 3, () => (watched.calls += 1)) };
  vi.advanceTimersByTime(seconds * 1000);
  return watched;
}

test('a thread that beats no more is reported once', () => {
  expect(watch(() => 7n, 2).calls).toBe(0);
  expect(watch(() => 7n, 60).calls).toBe(1);
});

test('one that beats is not, however slowly', () => {
  let second = 0;
  expect(watch(() => BigInt(Math.floor((second += 1) / 3)), 60).calls).toBe(0);
});

test('one that is paused is not, and has as long as any other when it goes on', () => {
  let second = 0;
  const beats = (): bigint | 'paused' => ((second += 1) < 30 ? 'paused' : 7n);
  expect(watch(beats, 31).calls).toBe(0);
  second = 0;
  expect(watch(beats, 33).calls).toBe(1);
});

test('an ended watch reports nothing', () => {
  const watched = watch(() => 7n, 1);
  watched.end();
  vi.advanceTimersByTime(60_000);
  expect(watched.calls).toBe(0);
});
