import { defined } from './defined.ts';
import { environmentError } from './environment-error.ts';
import { UserError, type UserErrorOptions } from './errors.ts';

/** An error as it is sent to another process or thread, which would lose its class. */
export type SentError =
  | ({ kind: 'user'; message: string } & Pick<UserErrorOptions, 'code' | 'hint' | 'exitCode' | 'details'>)
  | { kind: 'internal'; message: string; stack: string };

export function toSentError(error: unknown): SentError {
  const known = error instanceof UserError ? error : environmentError(error);
  if (known) {
    const { message, code, exitCode, details, hint } = known;
    return { kind: 'user', message, code, exitCode, details, ...defined({ hint }) };
  }
  if (error instanceof Error) return { kind: 'internal', message: error.message, stack: error.stack ?? error.message };
  return { kind: 'internal', message: String(error), stack: String(error) };
}

export function fromSentError(sent: SentError): Error {
  if (sent.kind === 'user') return new UserError(sent.message, sent);
  return Object.assign(new Error(sent.message), { stack: sent.stack });
}
