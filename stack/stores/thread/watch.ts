const intervalMs = 1_000;

/**
 * Watches a number that a thread increases as long as it responds, and calls `onSilent` once it has been the same at
 * `mostMissed` checks, one a second. It counts checks and not time: after the whole process was stopped, or its machine slept,
 * the thread goes on as well. Returns what ends the watch.
 */
export function watchBeats(beats: () => bigint | 'paused', mostMissed: number, onSilent: () => void): () => void {
  let last: bigint | 'paused' = beats();
  let missed = 0;
  const timer = setInterval(() => {
    const current = beats();
    missed = current === last && current !== 'paused' ? missed + 1 : 0;
    last = current;
    if (missed < mostMissed) return;
    clearInterval(timer);
    onSilent();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
