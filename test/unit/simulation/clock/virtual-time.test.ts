import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

const start = Date.UTC(2026, 0, 1) / 1000;

describe('virtual time', () => {
  test('passes only as far as a task waits', async () => {
    const time = new VirtualTime(start);
    await time.run(async () => {
      await time.sleep(3_600_000);
      expect(time.now()).toBe(start * 1000 + 3_600_000);
    });
  });

  test('wakes by time, and at one moment in the order asked for', async () => {
    const time = new VirtualTime(start);
    const woken: string[] = [];
    await time.run(async () => {
      for (const [name, ms] of [
        ['late', 30],
        ['first', 10],
        ['second', 10],
        ['early', 5],
      ] as const) {
        time.after(ms, () => woken.push(name));
      }
      await time.sleep(100);
    });
    expect(woken).toEqual(['early', 'first', 'second', 'late']);
  });

  test('stands still until tasks have run and promises have settled', async () => {
    const time = new VirtualTime(start);
    const seen: number[] = [];
    await time.run(async () => {
      time.later(() => {
        time.settles();
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => time.later(() => seen.push(time.now())));
      });
      time.after(1, () => seen.push(time.now()));
      await time.sleep(2);
    });
    expect(seen).toEqual([start * 1000, start * 1000 + 1]);
  });

  test('stands still while this machine works', async () => {
    const time = new VirtualTime(start);
    await time.run(async () => {
      time.after(1, () => undefined);
      await time.outside(new Promise((resolve) => setTimeout(resolve, 20)));
      expect(time.now()).toBe(start * 1000);
    });
  });

  test('forgets a timer that was called off, and a sleep that was aborted', async () => {
    const time = new VirtualTime(start);
    await time.run(async () => {
      time.after(1, () => expect.unreachable('called off'))();
      const abort = new AbortController();
      const sleeping = time.sleep(60_000, abort.signal);
      time.after(5, () => {
        time.settles();
        abort.abort(new Error('enough'));
      });
      await expect(sleeping).rejects.toThrow('enough');
      expect(time.now()).toBe(start * 1000 + 5);
    });
  });

  test('rejects if all tasks wait and no timer is left', async () => {
    const time = new VirtualTime(start);
    const waiting = time.run(() => new Promise(() => undefined));
    await expect(waiting).rejects.toThrow('virtual time is stuck');
  });

  test('keeps nanoseconds of the day whole', async () => {
    const time = new VirtualTime(start);
    await time.run(() => time.sleep(1.000001));
    expect(time.wallTime()).toEqual([start, 1_000_001]);
    expect(time.nowNs()).toBe(BigInt(start) * 1_000_000_000n + 1_000_001n);
  });

  test('runs many tasks, those that tasks add too, in order', async () => {
    const time = new VirtualTime(start);
    const ran: number[] = [];
    await time.run(async () => {
      for (let index = 0; index < 5000; index += 1) {
        time.later(() => {
          ran.push(index);
          if (index % 2 === 0) time.later(() => ran.push(5000 + index / 2));
        });
      }
      await time.sleep(1);
    });
    expect(ran).toEqual(Array.from({ length: 7500 }, (_, index) => index));
  });
});
