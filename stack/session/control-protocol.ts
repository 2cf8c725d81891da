import type { ComponentStatus } from '../components/component.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import type { SessionRecord } from './record.ts';

/*
 * The control channel is HTTP over a unix socket (a named pipe on Windows):
 *   GET  /status   a SessionStatus
 *   GET  /ping     204, for a run that checks whether the sandbox still responds
 *   POST /use      body {by}; reserves the sandbox for one run, its own traffic paused, until the connection closes;
 *                  NDJSON of the ComponentEvents in the meantime; 409 when in use
 *   POST /events   body of NDJSON: the RunEvents of the run that has reserved it, as they happen; 204 at the end
 *   POST /faults   body {component, fault}; 204 once it is in effect, else a SentError with 422, or with 400 for an
 *                  invalid body; aborted when the connection closes before
 *   DELETE /faults body {component, fault}; 204 once it is reverted and the component answers again, else as above, but
 *                  not aborted
 *   POST /stop     NDJSON of StopMessage until everything has stopped
 * Everything but GET requires `Authorization: Bearer TOKEN` with the token of the record, else 401 with a SentError.
 * The connection of /use is the lease: the kernel closes it, however the other process ends. The faults that were
 * injected over the channel in the meantime and are still active are reverted then.
 */

export type SessionState = 'booting' | 'ready' | 'stopping';

export interface TrafficStatus {
  /** Requests per second of the ambient traffic; 0 is none. */
  rate: number;
  paused: boolean;
}

export interface SessionStatus {
  state: SessionState;
  record: SessionRecord;
  components: ComponentStatus[];
  /** Bytes used by everything this sandbox started, and by itself with its threads; where this system reports it. */
  memoryBytes?: number;
  traffic: TrafficStatus;
  /** The run that has reserved the sandbox. */
  usedBy?: string;
}

export type StopMessage = ComponentEvent | { type: 'stopped' };
