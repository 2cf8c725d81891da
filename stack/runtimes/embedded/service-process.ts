import { defined } from '../../../lib/defined.ts';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { ExitCode } from '../../../lib/exit-codes.ts';
import { continueTree } from '../../../lib/process-tree.ts';
import type { Interruptible } from '../../components/interruptible.ts';
import type { ServiceDescriptor } from '../../services/service.ts';
import { telemetryVariablesOf } from '../../services/telemetry.ts';
import { stopTree } from './faults/stop-tree.ts';
import { launch } from './launchers/launch.ts';
import type { ServicePorts } from './launchers/launched.ts';

export interface ServiceOptions {
  service: ServiceDescriptor;
  /** The interpreter of a Python service. */
  interpreter?: string | undefined;
  /** The service's settings, as in services/README.md; nothing else of this process's environment reaches it. */
  env: Readonly<Record<string, string>>;
  onLog?: (line: string) => void;
  /** Called as soon as the process is started, before it is ready. */
  onProcess?: (pid: number) => void;
  signal?: AbortSignal;
}

/** How a service ended. */
export interface ServiceExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last words of a Node process that could not go on: `FATAL ERROR: ... JavaScript heap out of memory`. */
  message?: string;
}

export interface RunningService extends Interruptible, ServicePorts {
  pid: number;
  /** Resolves when the process is gone, whatever the reason; starting it again is the caller's decision. */
  exited: Promise<ServiceExit>;
  /** Lets it drain and flush, and kills it one second after its `shutdownMs`. Never rejects; safe to call twice. */
  stop(): Promise<void>;
  /** At once; resolves when it is gone. */
  kill(): Promise<void>;
}

const readyMs = 45_000;

/**
 * Starts a service as a process of its own and resolves when it takes requests.
 * @throws UserError (exit code 4) with its last log lines where it did not come up; after an abort, the signal's
 * reason. No process is left.
 */
export async function startService({
  service,
  interpreter,
  env,
  onLog,
  onProcess,
  signal,
}: ServiceOptions): Promise<RunningService> {
  const { name } = service;
  signal?.throwIfAborted();
  let launched;
  try {
    launched = launch(service, { ...telemetryVariablesOf(service), ...env }, interpreter);
  } catch (error) {
    throw failure(name, error, []);
  }
  const { child } = launched;
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => undefined);
  const output = collectLines(child, onLog);
  const exited = new Promise<ServiceExit>((resolve) => {
    child.once('close', (code, signalName) =>
      resolve({ code, signal: signalName, ...defined({ message: output.fatalError }) }),
    );
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  if (child.pid !== undefined) onProcess?.(child.pid);
  try {
    const ended = exited.then(({ code, signal: by }): never => {
      throw new Error(`it ended with ${by ?? `exit code ${code ?? '?'}`}`);
    });
    ended.catch(() => undefined);
    const limit = AbortSignal.timeout(readyMs);
    const ports = await Promise.race([
      launched.ready(exited, signal ? AbortSignal.any([signal, limit]) : limit),
      failed,
      ended,
    ]);
    const pid = child.pid ?? 0;
    return {
      ...{ pid, ...ports, exited, kill },
      stop: () => stop(child, exited, service.shutdownMs + 1000),
      pause: () => stopTree(pid),
      resume: () => {
        continueTree(pid);
        return Promise.resolve();
      },
      disconnect: () => launched.setConnected(false, exited),
      reconnect: () => launched.setConnected(true, exited),
    };
  } catch (error) {
    await kill();
    signal?.throwIfAborted();
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    throw failure(
      name,
      isLate ? new Error(`it was not ready within ${formatDuration(readyMs)}`) : error,
      output.recent,
    );
  }
}

async function stop(child: ChildProcess, exited: Promise<ServiceExit>, forceAfterMs: number): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), forceAfterMs);
  child.kill('SIGTERM');
  // A paused process handles the signal only when it continues.
  if (child.pid !== undefined) continueTree(child.pid);
  await exited;
  clearTimeout(force);
}

interface Output {
  /** The last lines, for the message of a service that did not start. */
  readonly recent: string[];
  /** The line with which V8 ends the process. */
  fatalError?: string;
}

/** Passes each line of both outputs on, and keeps what explains an end. */
function collectLines(child: ChildProcess, onLog: ((line: string) => void) | undefined): Output {
  const output: Output = { recent: [] };
  const { recent } = output;
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      recent.push(line);
      if (recent.length > 20) recent.shift();
      if (line.startsWith('FATAL ERROR: ')) output.fatalError = line;
      onLog?.(line);
    });
  }
  return output;
}

function failure(name: string, cause: unknown, details: readonly string[]): UserError {
  const hint = cause instanceof UserError ? cause.hint : undefined;
  return new UserError(`The service ${name} could not be started: ${messageOf(cause)}`, {
    code: 'service-failed',
    exitCode: ExitCode.bootFailed,
    details,
    ...defined({ hint }),
    cause,
  });
}
