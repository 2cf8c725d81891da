/** The thread of a log store. Its records survive when it is closed and opened again. */
import { runStore } from '../thread/run-store.ts';
import type { LogStore } from './log-store.ts';
import { startLogStore } from './start-log-store.ts';

let kept: LogStore | undefined;
runStore(async ({ api }, onError) => {
  const running = await startLogStore({ port: api, onError, ...(kept && { store: kept }) });
  kept = running.store;
  return running;
});
