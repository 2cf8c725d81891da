import { expect, test, vi } from 'vitest';
import { readyUnlessAborted } from '../../../stack/runtimes/parts/ready-unless-aborted.ts';

const reason = new Error('aborted');

test('a component that is ready is not ended by a later abort', async () => {
  const abort = new AbortController();
  const end = vi.fn(() => Promise.resolve());
  await readyUnlessAborted(Promise.resolve(), abort.signal, end);
  abort.abort(reason);
  expect(end).not.toHaveBeenCalled();
});

test('an abort ends it, and is the reason, also at the moment in which it becomes ready', async () => {
  const abort = new AbortController();
  const end = vi.fn(() => Promise.resolve());
  const waiting = readyUnlessAborted(Promise.resolve(), abort.signal, end);
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(end).toHaveBeenCalledOnce();
});

test('a start that fails by itself rejects with its failure', async () => {
  const failure = new Error('port taken');
  const end = vi.fn(() => Promise.resolve());
  await expect(readyUnlessAborted(Promise.reject(failure), new AbortController().signal, end)).rejects.toBe(failure);
  expect(end).not.toHaveBeenCalled();
});
