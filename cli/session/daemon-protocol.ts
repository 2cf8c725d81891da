import type { SentError } from '../../lib/sent-error.ts';
import type { ComponentEvent } from '../../stack/runtimes/runtime.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { BootArguments } from '../options.ts';

/** What a sandbox in the background is started with, as its one argument. */
export type DaemonOptions = BootArguments & { command: string; traffic: number; keep: boolean };

/** What it tells the command that started it, over the IPC channel, until it is ready or has failed. */
export type DaemonMessage =
  | { type: 'component'; event: ComponentEvent }
  | { type: 'notice'; text: string }
  | { type: 'ready'; record: SessionRecord }
  | { type: 'failed'; error: SentError };
