import type { Clock } from '../../lib/clock.ts';
import type { Load } from '../load/load.ts';
import type { Emit } from '../../lib/events/emit.ts';

/** Emits a `load` event once a second; the returned function stops that, with a last event. */
export function reportLoad(load: Load, clock: Clock, emit: Emit): () => Promise<void> {
  const stopping = new AbortController();
  let previous = { sent: 0, time: clock.now() };
  let done = false;
  const report = (): void => {
    const { sent, ok, failed, skipped, failures } = load.stats;
    const time = clock.now();
    const rate = time > previous.time ? Math.round(((sent - previous.sent) * 10_000) / (time - previous.time)) / 10 : 0;
    previous = { sent, time };
    emit({ type: 'load', sent, ok, failed, rate, skipped, failures: { ...failures } });
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(1000, stopping.signal).catch(() => undefined);
      if (!isStopped()) report();
    }
  };
  const isStopped = (): boolean => stopping.signal.aborted;
  const running = loop();
  return async () => {
    if (done) return;
    done = true;
    stopping.abort();
    await running;
    report();
  };
}
