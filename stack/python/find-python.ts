import { execa } from 'execa';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';

export interface Python {
  /** The interpreter itself, not a shim or a link of a version manager. */
  path: string;
  /** Such as `3.11.7`. */
  version: string;
}

/** The oldest Python that the services run on. */
const needed = { major: 3, minor: 10 };

/** Newer ones first; `python` is the name on Windows. */
const names = ['python3', 'python', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];

const question = 'import sys, platform; print(sys.executable); print(platform.python_version())';

/** By PATH: a start of a process per candidate is too slow to repeat. */
const known = new Map<string | undefined, Python>();

/**
 * The machine's own Python: the first suitable one on PATH.
 * @throws UserError `python-missing` (exit code 4) with the versions that were found
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env, signal?: AbortSignal): Promise<Python> {
  const before = known.get(env.PATH);
  if (before) return before;
  const older: string[] = [];
  for (const name of names) {
    const found = await askPython(name, env, signal);
    signal?.throwIfAborted();
    if (!found) continue;
    const [major = 0, minor = 0] = found.version.split('.').map(Number);
    if (major === needed.major && minor >= needed.minor) {
      known.set(env.PATH, found);
      return found;
    }
    older.push(`${name} is ${found.version}`);
  }
  const seen = older.length === 0 ? 'none was found on PATH' : older.join(', ');
  throw new UserError(`Python ${needed.major}.${needed.minor} or newer is needed: ${seen}.`, {
    code: 'python-missing',
    exitCode: ExitCode.bootFailed,
    hint: 'Install it from https://www.python.org/downloads or with your package manager.',
  });
}

async function askPython(name: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Python | undefined> {
  const { failed, stdout } = await execa(name, ['-c', question], {
    ...{ env, extendEnv: false, stdin: 'ignore', reject: false, timeout: 10_000 },
    ...(signal ? { cancelSignal: signal } : {}),
  });
  if (failed) return undefined;
  const [path = '', version = ''] = stdout.trim().split(/\r?\n/);
  return { path, version };
}
