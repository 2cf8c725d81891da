import { UserError, type UserErrorOptions } from '../../lib/errors.ts';
import type { ComponentEvent } from '../../stack/runtimes/runtime.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import type { BootArguments } from '../options.ts';

/** What a sandbox in the background is started with, as its one argument. */
export type DaemonOptions = BootArguments & { command: string; traffic: number };

/** A failure on its way to another process. */
export type SentError =
  | ({ kind: 'user'; message: string } & Pick<UserErrorOptions, 'code' | 'hint' | 'exitCode' | 'details'>)
  | { kind: 'defect'; message: string; stack: string };

/** What it tells the command that started it, over the IPC channel, until it is ready or has failed. */
export type DaemonMessage =
  | { type: 'component'; event: ComponentEvent }
  | { type: 'notice'; text: string }
  | { type: 'ready'; record: SessionRecord }
  | { type: 'failed'; error: SentError };

export function toSentError(error: unknown): SentError {
  if (error instanceof UserError) {
    const { message, code, exitCode, details, hint } = error;
    return { kind: 'user', message, code, exitCode, details, ...(hint === undefined ? {} : { hint }) };
  }
  if (error instanceof Error) return { kind: 'defect', message: error.message, stack: error.stack ?? error.message };
  return { kind: 'defect', message: String(error), stack: String(error) };
}

export function fromSentError(sent: SentError): Error {
  if (sent.kind === 'user') return new UserError(sent.message, sent);
  return Object.assign(new Error(sent.message), { stack: sent.stack });
}
