import type { ComponentName } from '../../components/component.ts';
import type { Interruptible } from '../../components/interruptible.ts';

/** One running component: how to interrupt it, how to end it, and when it ended. */
export interface Part extends Interruptible {
  url?: string;
  /** Bytes. */
  memory?: () => Promise<number | undefined>;
  /** Resolves with the reason when it ends, wanted or not. */
  ended?: Promise<string>;
  /** Sends a request as its callers would; rejects when it does not answer. */
  ask(signal: AbortSignal): Promise<unknown>;
  /** Graceful, and limited in time; a paused or disconnected one is resumed first. Safe to call twice. */
  stop(): Promise<void>;
  /** At once and without a chance to flush; resolves when it is gone and its ports are free. */
  kill(): Promise<void>;
}

/** A component that can be started, and started again, always on the same ports with the same configuration. */
export interface PartSpec {
  readonly name: ComponentName;
  /** Whether it is started again when it ended by itself, as asked after each end; otherwise it stays failed. */
  restarts?(): boolean;
  /** Resolves when it is ready; after an abort or a failure nothing of it is left running. */
  begin(signal: AbortSignal): Promise<Part>;
  /** Removes what is kept between starts; called once, after the last has ended. */
  dispose?(): Promise<void>;
}
