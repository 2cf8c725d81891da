import { ExitCode } from '../lib/exit-codes.ts';
import { messageOf, UserError } from '../lib/errors.ts';
import { environmentError } from '../lib/environment-error.ts';
import { packageVersion } from '../lib/paths.ts';
import { Interrupted } from '../stack/session/session-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints an error on stderr: a UserError, and what the environment lacks, as message, details and hint; anything else as
 * an internal error with its stack.
 */
export function reportError(error: unknown, { err, errColors: colors }: Pick<Terminal, 'err' | 'errColors'>): ExitCode {
  if (error instanceof Interrupted) {
    err(error.message);
    return ExitCode.interrupted;
  }
  if (error instanceof UserError) {
    err(`${colors.red('error:')} ${error.message}`);
    for (const line of error.details) err(`  ${line}`);
    if (error.hint !== undefined) err(`${colors.cyan('hint:')} ${error.hint}`);
    return error.exitCode;
  }
  const environment = environmentError(error);
  if (environment) return reportError(environment, { err, errColors: colors });
  err(`${colors.red('error:')} ${messageOf(error)}`);
  err('This is an internal error of sandbox, not a mistake in your input. Please report it with the lines below.');
  err(`  sandbox ${packageVersion}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  for (const line of stackOf(error).split('\n')) err(`  ${line}`);
  return ExitCode.internal;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}
