import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';

export interface GoTool {
  /** As Go prints it, for example `go1.26.8`. */
  version: string;
  root: string;
}

/** The oldest Go that builds the engine, as `go` of engine/go.mod has it. */
const needed = { major: 1, minor: 26 };

/**
 * The environment of every call of go: for js/wasm, without the settings of the user that could change the result. The
 * installed Go is used as it is: another toolchain is never fetched.
 */
export function goEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...env,
    GOOS: 'js',
    GOARCH: 'wasm',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOEXPERIMENT: '',
    // Not empty: an empty one would let the settings of `go env -w` through.
    GOFLAGS: '-buildvcs=false',
  };
}

/** The Go on the PATH. Throws a UserError when there is none (`go-missing`) or when it is too old (`go-too-old`). */
export async function findGo(env: NodeJS.ProcessEnv = process.env, signal?: AbortSignal): Promise<GoTool> {
  let output: string;
  try {
    // Not through a library: this is asked at every start, and loading one takes longer than the answer.
    const result = await promisify(execFile)('go', ['env', 'GOVERSION', 'GOROOT'], {
      env: goEnvironment(env),
      ...(signal ? { signal } : {}),
    });
    output = result.stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw goMissing();
    throw new UserError('The installed Go does not run', {
      code: 'go-failed',
      exitCode: ExitCode.bootFailed,
      details: stderr.trimEnd().split('\n').slice(-5),
      cause: error,
    });
  }
  const [version = '', root = ''] = output.split('\n').map((line) => line.trim());
  if (!isRecentEnough(version)) throw goTooOld(version);
  return { version, root };
}

/** Whether a version such as `go1.26.8`, `go1.27rc1` or `devel go1.28-abc` builds the engine. */
export function isRecentEnough(version: string): boolean {
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return false;
  return Number(major) > needed.major || (Number(major) === needed.major && Number(minor) >= needed.minor);
}

const whatToDo =
  `Install Go ${needed.major}.${needed.minor} or newer from https://go.dev/dl/ and put it on the PATH. ` +
  'It is needed once, to build the engine.';

function goMissing(): UserError {
  return new UserError('Go was not found, and the engine has not been built yet', {
    code: 'go-missing',
    hint: whatToDo,
    exitCode: ExitCode.bootFailed,
  });
}

function goTooOld(version: string): UserError {
  return new UserError(
    `${version || 'The installed Go'} is too old to build the engine: it needs ${needed.major}.${needed.minor}`,
    {
      code: 'go-too-old',
      hint: whatToDo,
      exitCode: ExitCode.bootFailed,
    },
  );
}
