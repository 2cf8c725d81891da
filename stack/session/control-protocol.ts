import type { ComponentStatus } from '../components/component.ts';
import type { ComponentEvent } from '../runtimes/runtime.ts';
import type { SessionRecord } from './record.ts';

/*
 * The control channel is HTTP over a unix socket (a named pipe on Windows):
 *   GET  /status   a SessionStatus
 *   POST /use      body {by}; keeps the sandbox for one run, its own traffic paused, until the connection closes; NDJSON of the
 *                  ComponentEvents meanwhile; 409 when in use
 *   POST /faults   body {component, fault}; 204 once it is in effect, else a SentError with 422, or with 400 for another body; given up when
 *                  the connection closes before
 *   DELETE /faults body {component, fault}; 204 once it is taken back and the component answers again, else as above, but not given up
 *   POST /stop     NDJSON of StopMessage until everything has stopped
 * That /use ends with its connection is the lease: the kernel closes it, however the other process ends. The faults that came over the
 * channel while it lasted, and are still on, are taken back then.
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
  /** Of everything this sandbox started, and of itself with what runs in its threads; where this system tells. */
  memoryBytes?: number;
  traffic: TrafficStatus;
  /** Who keeps the sandbox for a run at the moment. */
  usedBy?: string;
}

export type StopMessage = ComponentEvent | { type: 'stopped' };
