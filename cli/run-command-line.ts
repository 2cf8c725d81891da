import { CommanderError } from 'commander';
import { ExitCode } from '../lib/exit-codes.ts';
import { stateFolder } from '../lib/paths.ts';
import { releaseClosedTerminal } from './closed-terminal.ts';
import type { Context } from './context.ts';
import { Lifetime } from './lifetime.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { openTerminal } from './terminal.ts';

/** Runs a command line (without the paths of Node and the script) and returns its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  releaseClosedTerminal();
  const terminal = openTerminal();
  const context: Context = { terminal, lifetime: new Lifetime(terminal), state: stateFolder(), env: process.env };
  let exitCode: ExitCode = ExitCode.ok;
  try {
    await buildProgram(context, (code) => (exitCode = code)).parseAsync(args, { from: 'user' });
    return context.lifetime.exitCode(exitCode);
  } catch (error) {
    // commander has already printed it. Its exit code is 1, which means a failed expectation here.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return context.lifetime.exitCode(reportError(error, terminal));
  }
}
