import { CommanderError } from 'commander';
import { ExitCode } from '../lib/exit-codes.ts';
import { stateFolder } from '../lib/paths.ts';
import type { Context } from './context.ts';
import { Lifetime } from './lifetime.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { openTerminal } from './terminal.ts';

/** Runs one command line, without the names of Node and of the script, and returns its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  const terminal = openTerminal();
  const context: Context = { terminal, lifetime: new Lifetime(terminal), state: stateFolder(), env: process.env };
  let exitCode: ExitCode = ExitCode.ok;
  try {
    await buildProgram(context, (code) => (exitCode = code)).parseAsync(args, { from: 'user' });
    return context.lifetime.exitCode(exitCode);
  } catch (error) {
    // commander has said it already; its own code for every mistake is 1, which here means a failed expectation.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return context.lifetime.exitCode(reportError(error, terminal));
  }
}
