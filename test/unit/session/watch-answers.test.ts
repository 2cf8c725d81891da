import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchAnswers } from '../../../stack/session/watch-answers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const silence = (): Promise<void> => new Promise(() => undefined);

test('what answers, even with an error, is not silent', async () => {
  const onSilent = vi.fn();
  const ask = vi.fn(() => (ask.mock.calls.length % 2 === 0 ? Promise.reject(new Error('refused')) : Promise.resolve()));
  const stop = watchAnswers(ask, onSilent, { intervalMs: 1_000, timeoutMs: 5_000 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask.mock.calls.length).toBe(61);
  expect(onSilent).not.toHaveBeenCalled();
  stop();
});

test('what does not answer in time is silent, and is reported once', async () => {
  const onSilent = vi.fn();
  const ask = vi.fn(() => (ask.mock.calls.length < 3 ? Promise.resolve() : silence()));
  watchAnswers(ask, onSilent, { intervalMs: 1_000, timeoutMs: 5_000 });
  await vi.advanceTimersByTimeAsync(6_999);
  expect(onSilent).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onSilent.mock.calls).toEqual([[5_000]]);
});

test('after the end no one is asked or reported', async () => {
  const onSilent = vi.fn();
  const ask = vi.fn(silence);
  watchAnswers(ask, onSilent, { intervalMs: 1_000, timeoutMs: 5_000 })();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask.mock.calls.length).toBe(1);
  expect(onSilent).not.toHaveBeenCalled();
});
