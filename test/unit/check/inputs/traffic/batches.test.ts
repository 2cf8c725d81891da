import { describe, expect, it } from 'vitest';
import { BatchProcessor } from '../../../../../simulation/services/batch-processor.ts';
import { TimeQueue } from '../../../../../simulation/services/time-queue.ts';
import { VirtualTime } from '../../../../../simulation/clock/virtual-time.ts';

describe('what is queued for its time', () => {
  it('comes out by time, those of one moment as they came', () => {
    const queue = new TimeQueue<string>();
    for (const [at, item] of [
      [5, 'c'],
      [1, 'a'],
      [9, 'e'],
      [5, 'd'],
      [1, 'b'],
    ] as const)
      queue.add(at, item);
    expect([queue.dueBy(0), queue.dueBy(5), queue.timeAt(4), queue.timeAt(5)]).toEqual([0, 4, 9, Infinity]);
    expect(queue.take(2)).toEqual(['a', 'b']);
    expect(queue.drop(1, 2)).toBe(1);
    expect(queue.take(9)).toEqual(['c', 'e']);
  });

  it('is exported when the first has waited, or when a batch is full, and dropped when there is no room', async () => {
    const time = new VirtualTime(1000);
    const batches: [number, number[]][] = [];
    let answer: (() => void) | undefined;
    await time.run(async () => {
      const start = time.exactNow();
      const processor = new BatchProcessor<number>(time, { delayMs: 50, largestBatch: 3, queueSize: 4 }, (batch) => {
        batches.push([Math.round(time.exactNow() - start), [...batch]]);
        return batches.length < 4 ? Promise.resolve(true) : new Promise((resolve) => (answer = () => resolve(true)));
      });
      const add = (...at: number[]): void => {
        for (const ms of at) processor.add(ms, start + ms);
        processor.settle();
      };
      add(10, 5);
      await time.sleep(100);
      add(130, 120, 110, 200);
      await time.sleep(200);
      add(300, 300, 300);
      await time.sleep(1);
      add(301, 302, 303, 304, 305, 306);
      await time.sleep(20);
      answer?.();
      time.settles();
      await time.sleep(100);
      expect(processor.counts).toMatchObject({ dropped: 2, failed: 0 });
    });
    expect(batches.slice(0, 4)).toEqual([
      [55, [5, 10]],
      [130, [110, 120, 130]],
      [250, [200]],
      [300, [300, 300, 300]],
    ]);
  });
});
