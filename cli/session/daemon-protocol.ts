import type { SentError } from '../../lib/sent-error.ts';
import type { ComponentEvent } from '../../stack/runtimes/runtime.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { StartArguments } from '../options.ts';

/** The options of a background sandbox, passed as its only argument. */
export type DaemonOptions = StartArguments & { command: string; traffic: number; keep: boolean };

/** Messages to the command that started it, over the IPC channel, until it is ready or has failed. */
export type DaemonMessage =
  | { type: 'component'; event: ComponentEvent }
  | { type: 'notice'; text: string }
  | { type: 'ready'; record: SessionRecord }
  | { type: 'failed'; error: SentError };
