import { type Clock, systemClock } from './clock.ts';
import { messageOf } from './errors.ts';

export interface WaitOptions {
  timeoutMs: number;
  /** Pause between tries, 100 ms by default. */
  intervalMs?: number;
  clock?: Clock;
  signal?: AbortSignal;
}

/** How a wait ended: with a value, or with what was last seen; always with the number of tries and the time it took. */
export type Waited<T> =
  { ok: true; value: T; tries: number; ms: number } | { ok: false; lastSeen: string; tries: number; ms: number };

/** A probe's answer: it holds, with a value, or it does not yet, with what was seen. */
export type Probed<T> = { done: true; value: T } | { done: false; seen: string };

/**
 * Asks `probe` again and again until it holds or the time is up; a failure is a value, not an exception.
 * What the probe throws counts as "seen". Rejects only when `signal` is aborted. The probe is tried at least once.
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
