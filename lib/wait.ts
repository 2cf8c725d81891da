import { type Clock, systemClock } from './clock.ts';
import { messageOf } from './errors.ts';

export interface WaitOptions {
  timeoutMs: number;
  /** Pause between attempts, 100 ms by default. */
  intervalMs?: number;
  clock?: Clock;
  signal?: AbortSignal;
}

/** The result of a wait: a value, or what was last observed; with the number of attempts and the elapsed time. */
export type Waited<T> =
  { ok: true; value: T; tries: number; ms: number } | { ok: false; lastSeen: string; tries: number; ms: number };

/** The result of a probe: done, with a value, or not yet, with what was observed. */
export type Probed<T> = { done: true; value: T } | { done: false; seen: string };

/**
 * Calls `probe` until it is done or the timeout has passed; at least once. A timeout is a result, not an exception, and
 * an error of the probe counts as an observation. Rejects only if `signal` is aborted.
 */
export async function waitUntil<T>(
  probe: (signal?: AbortSignal) => Promise<Probed<T>> | Probed<T>,
  options: WaitOptions,
): Promise<Waited<T>> {
  const { timeoutMs, intervalMs = 100, clock = systemClock, signal } = options;
  const start = clock.now();
  let tries = 0;
  let lastSeen: string;
  for (;;) {
    signal?.throwIfAborted();
    tries += 1;
    try {
      const probed = await probe(signal);
      if (probed.done) return { ok: true, value: probed.value, tries, ms: clock.now() - start };
      lastSeen = probed.seen;
    } catch (error) {
      signal?.throwIfAborted();
      lastSeen = messageOf(error);
    }
    const elapsed = clock.now() - start;
    if (elapsed >= timeoutMs) return { ok: false, lastSeen, tries, ms: elapsed };
    await clock.sleep(Math.min(intervalMs, timeoutMs - elapsed), signal);
  }
}
