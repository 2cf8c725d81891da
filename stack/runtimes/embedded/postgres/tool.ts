import { execFile } from 'node:child_process';
import { defined } from '../../../../lib/defined.ts';
import type { Account } from './account.ts';

/** The environment of every PostgreSQL program: messages in English, times in UTC, and none of the user's settings. */
export const toolEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
  // Windows programs do not start without it.
  ...defined({ SystemRoot: process.env.SystemRoot }),
};

export interface ToolOptions {
  account: Account | undefined;
  /** A folder that the account can enter: programs look at where they are started. */
  cwd: string;
  signal?: AbortSignal | undefined;
  /** Written to the program's standard input. */
  input?: string;
}

/** Runs a program to its end; rejects, with what it wrote to stderr, when it fails. */
export async function runTool(
  file: string,
  args: string[],
  { account, cwd, signal, input }: ToolOptions,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const options = { cwd, env: toolEnvironment, ...account, ...(signal ? { signal } : {}) };
    const child = execFile(file, args, options, (error, _stdout, stderr) => {
      if (!error) {
        resolve();
        return;
      }
      const firstLine = error.message.split('\n', 1).join('');
      reject(new Error([firstLine, stderr.trim()].filter(Boolean).join('\n'), { cause: error }));
    });
    // A program that ends without having read is judged by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
