import { join } from 'node:path';
import { execa, ExecaError, type Options } from 'execa';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Python } from './find-python.ts';
import { lockedPackages } from './requirements.ts';

export interface InstallProgress {
  /** 0 to 1. */
  progress: number;
  detail: string;
}

export interface InstallOptions {
  python: Python;
  lockFile: string;
  /** The environment that is made. */
  folder: string;
  env: NodeJS.ProcessEnv;
  onProgress: (progress: InstallProgress) => void;
  signal?: AbortSignal | undefined;
}

/** The interpreter of an environment. */
export function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

const linesShown = 12;
const killAfterMs = 2_000;

/** Makes an environment with the packages of a lock file: with uv where it is installed, else with venv and pip. */
export async function installPackages({ onProgress, ...options }: InstallOptions): Promise<void> {
  const { folder, lockFile, python } = options;
  const run = (program: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> =>
    runInstaller(program, args, { ...options, ...(onLine && { onLine }) });
  // Compiled here: without bytecode each start of the service takes a second longer.
  const packages = ['--require-hashes', '--only-binary', ':all:', '-r', lockFile];
  if (await hasUv(options)) {
    onProgress({ progress: 0, detail: 'installing Python packages with uv' });
    await run('uv', ['venv', '--no-project', '--python', python.path, folder]);
    await run('uv', ['pip', 'install', '--compile-bytecode', '--python', interpreterIn(folder), ...packages]);
  } else {
    onProgress({ progress: 0, detail: 'making a Python environment' });
    await run(python.path, ['-m', 'venv', folder]);
    const all = lockedPackages(lockFile);
    let collected = 0;
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
    await run(interpreterIn(folder), [...pip, ...packages], (line) => {
      const [, name] = /^Collecting ([\w.[\]-]+)/.exec(line) ?? [];
      if (name !== undefined) collected += 1;
      // Unpacking and compiling take about as long as the downloads.
      const progress = Math.min(0.5, collected / all / 2);
      if (name !== undefined) onProgress({ progress, detail: `downloading ${name}` });
      if (line.startsWith('Installing')) onProgress({ progress: 0.5, detail: 'installing Python packages' });
    });
  }
  onProgress({ progress: 1, detail: 'Python packages installed' });
}

type RunOptions = Pick<InstallOptions, 'env' | 'signal'> & { onLine?: (line: string) => void };

async function hasUv(options: RunOptions): Promise<boolean> {
  const { failed } = await execa('uv', ['--version'], { ...common(options), reject: false });
  return !failed;
}

async function runInstaller(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { signal, onLine } = options;
  const running = execa(program, args, common(options));
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of running.iterable({ from: 'all' })) {
      lines.push(line);
      onLine?.(line);
    }
  })();
  // A failed call rejects both, and `running` has the reason.
  reading.catch(() => undefined);
  try {
    await running;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    throw installFailure(error, lines);
  }
}

function common({ env, signal }: RunOptions) {
  return {
    // Settings of another environment in this shell must not lead elsewhere.
    env: { ...env, VIRTUAL_ENV: undefined, PYTHONHOME: undefined, PYTHONPATH: undefined },
    ...{ extendEnv: false, all: true, forceKillAfterDelay: killAfterMs },
    stdin: 'ignore',
    ...(signal ? { cancelSignal: signal } : {}),
  } as const satisfies Options;
}

function installFailure(error: Pick<ExecaError, 'shortMessage'>, lines: readonly string[]): UserError {
  const noVenv = lines.some((line) => line.includes('ensurepip is not'));
  return new UserError(`The Python packages could not be installed: ${error.shortMessage}`, {
    code: 'python-packages',
    exitCode: ExitCode.bootFailed,
    details: lines.filter((line) => line.trim() !== '').slice(-linesShown),
    hint: noVenv
      ? 'Install the module venv (Debian, Ubuntu: apt install python3-venv), or uv.'
      : 'The first start needs the network. Run `sandbox prepare --all` where there is one, or use --services core.',
    cause: error,
  });
}
