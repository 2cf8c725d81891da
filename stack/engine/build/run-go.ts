import { execa, ExecaError } from 'execa';
import { UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { goEnvironment } from './go-tool.ts';

export interface RunGoOptions {
  /** What is built, for the message of a failure: `the engine`. */
  program: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  /** What this call does, for the message of its failure: `downloading the modules`. */
  purpose: string;
  signal?: AbortSignal | undefined;
  onLine?: (line: string) => void;
}

const linesShown = 15;
const killAfterMs = 5_000;
const networkTrouble =
  /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|proxyconnect|network is unreachable/;

/**
 * Runs go and returns what it printed. A failure is a UserError (`go-failed`, or `go-offline` when modules could not be
 * fetched) with the last lines of its output. On abort go is interrupted, which also ends the compilers it has started.
 */
export async function runGo(args: readonly string[], options: RunGoOptions): Promise<string> {
  const { program, folder, env, purpose, signal, onLine } = options;
  const running = execa('go', args, {
    cwd: folder,
    env: goEnvironment(env),
    extendEnv: false,
    killSignal: 'SIGINT',
    forceKillAfterDelay: killAfterMs,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of running.iterable({ from: 'stderr' })) {
      lines.push(line);
      onLine?.(line);
    }
  })();
  // A failed call rejects both, and `running` has the reason.
  reading.catch(() => undefined);
  try {
    const { stdout } = await running;
    await reading;
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    throw toUserError(`Building ${program} failed while ${purpose}`, error, lines);
  }
}

function toUserError(
  failure: string,
  error: Pick<ExecaError, 'exitCode' | 'signal' | 'shortMessage'>,
  lines: readonly string[],
): UserError {
  const offline = lines.some((line) => networkTrouble.test(line));
  const ending = error.exitCode === undefined ? (error.signal ?? error.shortMessage) : `code ${error.exitCode}`;
  return new UserError(`${failure}: go ended with ${ending}`, {
    code: offline ? 'go-offline' : 'go-failed',
    hint: offline
      ? 'The first build downloads Go modules: check the network, or set GOPROXY to a proxy that can be reached.'
      : 'The lines above are what go said last.',
    exitCode: ExitCode.bootFailed,
    details: lines.filter((line) => line.trim() !== '').slice(-linesShown),
    cause: error,
  });
}
