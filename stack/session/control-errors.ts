import { formatDuration } from '../../lib/duration/format-duration.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';

/** Another process runs scenarios on it. */
export function sandboxInUse(usedBy: string): UserError {
  return new UserError(`The running sandbox is in use by ${usedBy}.`, {
    code: 'sandbox-in-use',
    hint: 'Wait until that run has ended: two runs at once would see each other’s faults and traffic.',
  });
}

/** What wrote the record was not the sandbox that listens there. */
export function tokenRejected(): UserError {
  return new UserError('The sandbox rejected the token of its record.', {
    code: 'token-rejected',
    exitCode: ExitCode.bootFailed,
    hint: 'End it with `sandbox down`.',
  });
}

/** Its process runs, but is stopped or never gets to answering. */
export function sandboxUnresponsive(ms: number): UserError {
  const cause = new Error(`no answer within ${formatDuration(ms)}`);
  return new UserError(`The sandbox does not respond: ${cause.message}.`, {
    code: 'sandbox-unresponsive',
    exitCode: ExitCode.bootFailed,
    hint: 'End it with `sandbox down`.',
    cause,
  });
}

/** Why a running sandbox did not answer a call: the socket's error, or the time that it had. */
export function reasonOf(error: unknown): string {
  return messageOf(error instanceof UserError ? (error.cause ?? error) : error);
}

/** The sandbox ended, or was stopped, while a run used it. */
export function sandboxGone(cause?: unknown): UserError {
  return new UserError('The sandbox stopped during the run.', {
    code: 'sandbox-gone',
    exitCode: ExitCode.bootFailed,
    cause,
  });
}
