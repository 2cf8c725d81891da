import { expect, it } from 'vitest';
import { PullProgress, type PullMessage } from '../../../stack/images/pull-progress.ts';

const layer = (id: string, status: string, current?: number, total?: number): PullMessage => ({
  ...{ id, status },
  ...(current === undefined || total === undefined ? {} : { progressDetail: { current, total } }),
});

it('adds the layers up, to the end, and never goes back', () => {
  const progress = new PullProgress();
  const seen: number[] = [];
  const messages: PullMessage[] = [
    { id: 'v3.14.0', status: 'Pulling from prom/prometheus' },
    layer('a', 'Already exists'),
    layer('b', 'Pulling fs layer'),
    layer('c', 'Pulling fs layer'),
    layer('b', 'Downloading', 50_000_000, 100_000_000),
    // Larger than it was taken to be: the whole has grown.
    layer('c', 'Downloading', 1_000_000, 300_000_000),
    layer('b', 'Download complete'),
    layer('c', 'Downloading', 300_000_000, 300_000_000),
    layer('b', 'Extracting', 100_000_000, 100_000_000),
    layer('b', 'Pull complete'),
    layer('c', 'Download complete'),
  ];
  for (const message of messages) {
    progress.add(message);
    seen.push(progress.fraction);
  }
  expect(seen).toEqual([...seen].sort((x, y) => x - y));
  expect(seen.at(-1)).toBeCloseTo((100 + 0.8 * 300) / 400);
  expect(progress.detail).toBe('400 MB of 400 MB');
  progress.add(layer('c', 'Pull complete'));
  expect(progress.fraction).toBe(1);
});

it('says nothing of sizes that it does not know', () => {
  const progress = new PullProgress();
  progress.add(layer('a', 'Pulling fs layer'));
  expect([progress.fraction, progress.detail]).toEqual([0, '']);
});
