import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ExitCode } from '../../lib/exit-codes.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { Launch } from './instrumentation.ts';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
/** How long a program may take to end once the sandbox has. */
const endLimitMs = 10_000;

export interface RunProgramOptions {
  env: NodeJS.ProcessEnv;
  /** Ends the program. */
  stop: AbortSignal;
}

/**
 * Runs a program in the foreground, with this process's terminal, and forwards signals to it. Returns its exit code, or
 * 128 and the number of the signal that ended it. Rejects with a UserError where it cannot be started.
 */
export async function runProgram({ command, env: added }: Launch, { env, stop }: RunProgramOptions): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: 'inherit', env: { ...env, ...added } });
  const forward = (signal: NodeJS.Signals): void => {
    // The terminal sends Ctrl-C to the program as well; a second one would make many programs end at once.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  let limit: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill('SIGTERM');
    limit = setTimeout(() => child.kill('SIGKILL'), endLimitMs);
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(notStarted(program, cause)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
  } finally {
    clearTimeout(limit);
    stop.removeEventListener('abort', end);
    for (const signal of forwarded) process.off(signal, forward);
  }
}

function notStarted(program: string, cause: Error): UserError {
  return new UserError(`${program} cannot be started: ${messageOf(cause)}.`, {
    code: 'program-not-started',
    exitCode: ExitCode.usage,
    hint: 'Give the program and its arguments after --: sandbox exec -- node server.js',
    cause,
  });
}
