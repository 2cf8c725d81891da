import { ExitCode } from './exit-codes.ts';

export interface UserErrorOptions {
  /** A stable, greppable identifier such as `port-taken`. */
  code: string;
  /** What the user can do about it. */
  hint?: string;
  exitCode?: ExitCode;
  /** Further lines: a component's own output, or each attempt's reason. */
  details?: readonly string[];
  cause?: unknown;
}

/**
 * An error that the user can act on: what happened (message), why (details), what to do (hint). Every other error is an
 * internal error, which is reported with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly details: readonly string[];

  constructor(message: string, options: UserErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? ExitCode.usage;
    this.details = options.details ?? [];
  }
}

/** The message of anything that can be thrown. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // The message of fetch() is only "fetch failed"; its cause has the reason.
  if (thrown.message === 'fetch failed' && thrown.cause !== undefined) return messageOf(thrown.cause);
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors.map(messageOf).join('; ');
  return thrown.message;
}
