/** The thread of a trace store. */
import { runStore } from '../thread/run-store.ts';
import { startTraceStore } from './start-trace-store.ts';

runStore(({ api, otlp }, onError) =>
  startTraceStore({ port: api, onError, ...(otlp !== undefined && { otlpPort: otlp }) }),
);
