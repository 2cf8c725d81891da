import { messageOf, UserError } from '../../../lib/errors.ts';
import { defined } from '../../../lib/defined.ts';
import type { ExitCode } from '../../../lib/exit-codes.ts';
import type { StoreFailure } from './messages.ts';

/** An error as a message to another thread, which would lose its class. */
export function toFailure(error: unknown): StoreFailure {
  const message = messageOf(error);
  if (!(error instanceof UserError)) return { message };
  const { code, hint, exitCode } = error;
  return { message, user: { code, hint, exitCode } };
}

export function fromFailure({ message, user }: StoreFailure): Error {
  if (!user) return new Error(message);
  const { code, hint, exitCode } = user;
  return new UserError(message, { code, exitCode: exitCode as ExitCode, ...defined({ hint }) });
}
