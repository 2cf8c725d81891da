import { setTimeout as delay } from 'node:timers/promises';
import { controlClient } from '../../stack/session/control-client.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../stack/session/record.ts';

const intervalMs = 500;

/** A signal that is aborted when the sandbox begins to stop, or is gone. `ended` ends the watch. */
export function untilSandboxStops(record: SessionRecord, ended: AbortSignal): AbortSignal {
  const stopped = new AbortController();
  const client = controlClient(record);
  const watch = async (): Promise<void> => {
    while (!ended.aborted) {
      await delay(intervalMs, undefined, { signal: ended });
      // One that is busy answers late; one that has ended is not running.
      const state = await client.status().then(
        (status) => status.state,
        () => undefined,
      );
      if (state === 'stopping' || !isRunning(record.owner)) stopped.abort();
      if (stopped.signal.aborted) return;
    }
  };
  watch().catch(() => undefined);
  return stopped.signal;
}
