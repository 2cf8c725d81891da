import type { SentError } from '../../../lib/sent-error.ts';

/** The data with which the thread of a store is started. */
export interface StoreInput {
  ports: StorePorts;
  /** Two 64-bit numbers that the thread keeps up to date: how often it beat, and the bytes that its data take. */
  vitals: SharedArrayBuffer;
  /** One 32-bit number, 1 while the thread has to pause: it handles no messages then. */
  pauseFlag: SharedArrayBuffer;
}

/** Those of 127.0.0.1. */
export interface StorePorts {
  api: number;
  /** Only a trace store has an own port for it. */
  otlp?: number;
}

/** To the thread, which answers with `done` and the same id. It may be opened again after it was closed. */
export type StoreRequest =
  | { type: 'open' }
  | { type: 'close'; graceMs: number }
  | { type: 'pause' }
  | { type: 'disconnect' }
  | { type: 'reconnect' };

export type FromStore =
  | { type: 'done'; id: number; failure?: SentError }
  /** For the component's log. */
  | { type: 'line'; text: string };
